namespace Affekt.EndToEnd.Tests;

/// <summary>Compares text with a file that a person has read and found good.</summary>
internal static class Snapshot
{
    /// <summary>Compares, or writes the file anew where AFFEKT_UPDATE_SNAPSHOTS is set.</summary>
    public static void Match(string name, string text)
    {
        var path = Path.Combine(Repository.Snapshots, name + ".txt");
        var actual = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("AFFEKT_UPDATE_SNAPSHOTS") is { Length: > 0 })
            File.WriteAllText(path, actual);
        Assert.True(File.Exists(path),
            $"There is no snapshot {name}.txt: run the tests with AFFEKT_UPDATE_SNAPSHOTS=1, read the file, and commit it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
