namespace Affekt.Architecture.Tests;

/// <summary>The folders of a project: each is a namespace, and none of them form a circle.</summary>
public sealed class FolderTests
{
    // Circles that are still to be broken. The test fails when one grows, and also when one is gone, so that its row goes too.
    private static readonly Dictionary<string, string[]> KnownCircles = new()
    {
        // The front door (ImageDecoder) and the words that its formats use (Image, DecodeBudget) stand in one namespace for users.
        ["Affekt.Imaging"] = ["Affekt.Imaging", "Affekt.Imaging.Jpeg", "Affekt.Imaging.OtherFormats", "Affekt.Imaging.Png"],
    };

    // Folders whose files are still in the namespace of their project.
    private static readonly string[] FlatFolders =
        ["Affekt.Imaging/Jpeg", "Affekt.Imaging/Png", "Affekt.Imaging/Resizing", "Affekt.Imaging/Warping", "Affekt.Neural/Layers",
            "Affekt.Sound/Affect", "Affekt.Sound/Analysis", "Affekt.Sound/Decoding"];

    public static TheoryData<string> Projects => ArrowTests.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_form_no_circle(string project)
    {
        var arrows = TypeReferences.Of(Repository.AssemblyOf(project))
            .Where(use => use.UsedAssembly == project && use.Space != use.UsedSpace
                && use.UsedSpace.StartsWith("Affekt", StringComparison.Ordinal))
            .GroupBy(use => (use.Space, use.UsedSpace))
            .ToDictionary(uses => uses.Key, uses => uses.Select(use => $"{use.Type} -> {use.Used}").Order().ToArray());
        // What nothing uses, and what uses nothing that is left, is in no circle: taken away until only circles are left.
        for (var count = -1; count != arrows.Count;)
        {
            count = arrows.Count;
            var users = arrows.Keys.Select(arrow => arrow.Space).ToHashSet();
            var used = arrows.Keys.Select(arrow => arrow.UsedSpace).ToHashSet();
            foreach (var arrow in arrows.Keys.Where(arrow => !used.Contains(arrow.Space) || !users.Contains(arrow.UsedSpace)).ToList())
                arrows.Remove(arrow);
        }
        var left = arrows.Keys.Select(arrow => arrow.Space).Distinct().Order(StringComparer.Ordinal);
        Assert.True(left.SequenceEqual(KnownCircles.GetValueOrDefault(project, [])),
            string.Join('\n', arrows.OrderBy(arrow => arrow.Value.Length)
            .Select(arrow => $"{arrow.Key.Space} uses {arrow.Key.UsedSpace}: {string.Join(", ", arrow.Value.Take(8))}")));
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        var wrong = Repository.Sources("src").Select(file =>
        {
            var folder = Path.GetRelativePath(Path.Combine(Repository.Root, "src"), Path.GetDirectoryName(file)!);
            var expected = folder.Replace(Path.DirectorySeparatorChar, '.');
            var declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            var isFlat = FlatFolders.Contains(folder.Replace(Path.DirectorySeparatorChar, '/'))
                && declared == $"namespace {folder.Split(Path.DirectorySeparatorChar)[0]};";
            return declared is null || declared == $"namespace {expected};" || isFlat ? null
                : $"{folder}/{Path.GetFileName(file)}: {declared}";
        });
        Assert.Empty(wrong.OfType<string>());
    }
}
