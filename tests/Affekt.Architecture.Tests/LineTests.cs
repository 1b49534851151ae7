using System.Text.RegularExpressions;

namespace Affekt.Architecture.Tests;

/// <summary>No line of code is so long that it has to be scrolled.</summary>
public sealed partial class LineTests
{
    private const int Longest = 140;

    // SQL, JSON and messages read better on one line than broken; tables in raw strings may be as wide as their makers have them.
    private const int LongestWithText = 260;

    [Fact]
    public void No_line_of_code_is_too_long()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src", "tests", "bench"))
        {
            var (number, inText) = (0, false);
            foreach (var line in File.ReadLines(file))
            {
                number++;
                var quotes = line.Split("\"\"\"").Length - 1;
                var isText = inText || quotes > 0;
                inText ^= quotes % 2 == 1;
                var code = isText ? 0 : Text().Replace(line, "\"\"").Length;
                if (code > Longest || !isText && line.Length > LongestWithText)
                    wrong.Add($"{Path.GetRelativePath(Repository.Root, file)}:{number} has {line.Length} characters");
            }
        }
        Assert.True(wrong.Count == 0, $"Break lines after {Longest} characters:\n{string.Join('\n', wrong)}");
    }

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"
        """)]
    private static partial Regex Text();
}
