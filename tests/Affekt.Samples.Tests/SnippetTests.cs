using System.Text.RegularExpressions;

namespace Affekt.Samples.Tests;

/// <summary>
/// Code in the documents is cut from samples that run. A sample marks a part with "// snippet: name" and "// end"; a document
/// says "&lt;!-- snippet: name --&gt;" before the block that repeats it.
/// </summary>
public sealed partial class SnippetTests
{
    private static readonly string[] Documents =
        [Path.Combine(Sample.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Sample.Root, "docs"), "*.md", SearchOption.AllDirectories)];

    private static readonly Dictionary<string, string> Snippets = Sample.Names.SelectMany(Sample.Files)
        .SelectMany(file => Marked().Matches(Text(file)))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["code"].Value);

    [Fact]
    public void Code_in_the_documents_is_what_the_samples_say()
    {
        foreach (var file in Documents)
        {
            foreach (Match block in Block().Matches(Text(file)))
            {
                var (name, place) = (block.Groups["name"].Value, Path.GetRelativePath(Sample.Root, file));
                Assert.True(name.Length > 0, $"{place} has C# that no sample runs: cut it from one, with <!-- snippet: name --> before.");
                Assert.True(Snippets.TryGetValue(name, out var code), $"{place} repeats '{name}', which no sample marks.");
                Assert.Equal(code, block.Groups["code"].Value);
            }
        }
    }

    [Fact]
    public void Every_snippet_stands_in_a_document()
    {
        Assert.NotEmpty(Snippets);
        var shown = Documents.SelectMany(file => Block().Matches(Text(file)).Select(block => block.Groups["name"].Value));
        Assert.Empty(Snippets.Keys.Except(shown));
    }

    private static string Text(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^// snippet: (?<name>.+)\n(?<code>(.*\n)*?)// end$", RegexOptions.Multiline)]
    private static partial Regex Marked();

    [GeneratedRegex(@"(^<!-- snippet: (?<name>.+) -->\n)?^```csharp\n(?<code>(.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex Block();
}
