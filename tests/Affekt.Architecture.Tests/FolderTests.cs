namespace Affekt.Architecture.Tests;

/// <summary>The folders of a project: each is a namespace, and none of them form a circle.</summary>
public sealed class FolderTests
{
    // Folders whose files are still in the namespace of their project.
    private static readonly string[] FlatFolders =
        ["Affekt.Imaging/Resizing", "Affekt.Imaging/Warping", "Affekt.Neural/Layers",
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
        Assert.True(arrows.Count == 0,
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
