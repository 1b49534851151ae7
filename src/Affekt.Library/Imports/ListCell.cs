using System.Text;

namespace Affekt.Library.Imports;

/// <summary>Several names in one cell: as Python and JSON write lists, <c>['A', "B's"]</c>, or with semicolons between them.</summary>
internal static class ListCell
{
    /// <summary>The names of a cell; a cell that holds no list is one name. Empty names are left out.</summary>
    public static IReadOnlyList<string> Names(string cell)
    {
        if (cell.Length >= 2 && (cell[0], cell[^1]) is ('[', ']') or ('(', ')') or ('{', '}') && Quoted(cell) is { } names)
            return names;
        return cell.Contains(';', StringComparison.Ordinal)
            ? cell.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : cell.Length > 0 ? [cell] : [];
    }

    /// <summary>The names of a bracketed list of quoted names; null when the text is none, such as a title in brackets.</summary>
    private static List<string>? Quoted(string cell)
    {
        var names = new List<string>();
        var name = new StringBuilder();
        var at = 1;
        while (at < cell.Length - 1)
        {
            if (cell[at] is ' ' or ',' or '\n' or '\t')
            {
                at++;
                continue;
            }
            var quote = cell[at];
            if (quote is not ('\'' or '"'))
                return null;
            name.Clear();
            for (at++; at < cell.Length - 1 && cell[at] != quote; at++)
            {
                if (cell[at] == '\\' && at + 1 < cell.Length - 1)
                    at++;
                name.Append(cell[at]);
            }
            if (at >= cell.Length - 1)
                return null;
            at++;
            if (name.ToString().Trim() is { Length: > 0 } found)
                names.Add(found);
        }
        return names.Count > 0 || cell.AsSpan(1, cell.Length - 2).IsWhiteSpace() ? names : null;
    }
}
