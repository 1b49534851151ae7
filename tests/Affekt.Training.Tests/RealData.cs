using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests;

/// <summary>FER2013 and FER+ as people download them, read once for all tests, and marked photos; never part of the repository.</summary>
public static class RealData
{
    private static readonly Lazy<FaceDataset> Loaded = new(() => CrowdVotes.Join(FerCsvReader.Read(FerPath), VotesPath));

    public static string FerPath => Path.Combine(Folder ?? "", "fer2013", "fer2013.csv");

    public static string VotesPath => Path.Combine(Folder ?? "", "fer2013", "fer2013new.csv");

    public static string FacesPath => Path.Combine(Folder ?? "", "faces");

    private static string? Folder => Environment.GetEnvironmentVariable("AFFEKT_DATA");

    public static FaceDataset FerWithVotes()
    {
        SkipWithoutFer();
        return Loaded.Value;
    }

    public static void SkipWithoutFaces() => Assert.SkipUnless(
        File.Exists(Path.Combine(FacesPath, "faces.csv")),
            "Needs marked photos: set AFFEKT_DATA to a folder that holds faces/faces.csv and its pictures.");

    public static void SkipWithoutFer() => Assert.SkipUnless(
        File.Exists(FerPath) && File.Exists(VotesPath),
        "Needs FER2013: set AFFEKT_DATA to a folder that holds fer2013/fer2013.csv and fer2013/fer2013new.csv.");
}
