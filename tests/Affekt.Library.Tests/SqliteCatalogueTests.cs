using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Library.Tests;

public sealed class SqliteCatalogueTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Songs_come_back_as_they_were_written()
    {
        using var catalogue = Starter();
        Assert.Equal(StarterCatalogue.Instance.Count, catalogue.Count);
        foreach (var track in StarterCatalogue.Instance.Tracks.Take(50))
            Assert.Equivalent(track, catalogue.Find(track.Id), strict: true);
        Assert.Null(catalogue.Find("nothing"));
        Assert.Equal(StarterCatalogue.Instance.Tracks.Select(t => t.Id).Order(StringComparer.Ordinal), catalogue.All().Select(t => t.Id));
    }

    [Fact]
    public void Writing_twice_changes_nothing()
    {
        using var catalogue = Starter();
        using (var writer = catalogue.Write())
        {
            foreach (var track in StarterCatalogue.Instance.Tracks)
                Assert.Equal(WriteOutcome.Updated, writer.Put(new CatalogueEntry(track)));
            writer.Commit();
        }
        Assert.Equal(StarterCatalogue.Instance.Count, catalogue.Count);
        Assert.Single(catalogue.Search("bohemian rhapsody", 10));
    }

    [Fact]
    public void What_was_not_committed_is_gone_and_what_was_stays()
    {
        var path = _folder.File("a.db");
        var track = StarterCatalogue.Instance.Tracks[0];
        using (var catalogue = SqliteCatalogue.Open(path))
        using (var writer = catalogue.Write())
        {
            writer.Put(new CatalogueEntry(track));
            writer.Commit();
            writer.Put(new CatalogueEntry(track with { Id = "other" }));
            // Readers see what was committed while the writer is at work.
            Assert.Equal(1, catalogue.Count);
        }
        using var again = SqliteCatalogue.Open(path);
        Assert.Equal(1, again.Count);
        Assert.Null(again.Find("other"));
    }

    [Fact]
    public void A_rating_by_people_is_never_overwritten_by_a_computed_place()
    {
        using var catalogue = SqliteCatalogue.Open(_folder.File("a.db"));
        var track = StarterCatalogue.Instance.Tracks[0];
        using (var writer = catalogue.Write())
        {
            writer.Put(new CatalogueEntry(track with { Affect = new(.9, .9), Source = AffectSource.Listeners }));
            writer.Put(new CatalogueEntry(track with { Title = "New" }));
            writer.Commit();
        }
        var kept = catalogue.Find(track.Id)!;
        Assert.Equal("New", kept.Title);
        Assert.Equal(new ValenceArousal(.9, .9), kept.Affect);
        Assert.Equal(AffectSource.Listeners, kept.Source);
    }

    [Fact]
    public void Recommendations_agree_with_those_from_memory()
    {
        using var catalogue = Starter();
        foreach (var emotion in Emotions.All)
        {
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion), MoodMode.Lift);
            Assert.Equal(
                new Recommender(StarterCatalogue.Instance).Recommend(request).Songs.Select(s => s.Track.Id),
                new Recommender(catalogue).Recommend(request).Songs.Select(s => s.Track.Id));
        }
    }

    [Fact]
    public void Filters_mean_the_same_as_in_memory()
    {
        using var catalogue = Starter();
        TrackFilter[] filters =
        [
            new() { Languages = ["FR", "de"] }, new() { Genres = ["Rock"] }, new() { Genres = ["Hip-Hop", "edm"] },
                new() { Genres = [" "] }, new() { Genres = ["pop", "jazz"] }, new() { FromYear = 1990, ToYear = 1999 },
            new() { AllowExplicit = false }, new() { Languages = ["tlh"] },
        ];
        foreach (var filter in filters)
        {
            var expected = StarterCatalogue.Instance.Near(default, filter, 5000).Select(t => t.Id).Order(StringComparer.Ordinal);
            Assert.Equal(expected, catalogue.Near(default, filter, 5000).Select(t => t.Id).Order(StringComparer.Ordinal));
            Assert.Equal(Math.Min(30, expected.Count()), catalogue.Near(new(.2, .1), filter, 30).Count);
        }
    }

    [Theory]
    [InlineData("edith piaf", "Édith Piaf")]
    [InlineData("beyon hal", "Beyoncé")]
    [InlineData("simarik", "Tarkan")]
    public void Search_ignores_case_and_accents(string text, string artist)
    {
        using var catalogue = Starter();
        Assert.Contains(catalogue.Search(text, 5), track => track.Artist == artist);
        Assert.Empty(catalogue.Search("\"*", 5));
        Assert.Empty(catalogue.Search(" ", 5));
    }

    [Fact]
    public void Files_of_other_kinds_and_from_newer_versions_are_refused()
    {
        var text = _folder.Write(
            "text.db", "This is no database, but a text that is long enough to look like a file with a header of some kind.");
        Assert.Contains("not an Affekt database", Assert.Throws<MusicException>(() => SqliteCatalogue.Open(text)).Message,
            StringComparison.Ordinal);

        var listeners = _folder.File("listeners.db");
        ListenerStore.Open(listeners, TimeProvider.System).Dispose();
        Assert.Contains("another kind", Assert.Throws<MusicException>(() => SqliteCatalogue.Open(listeners)).Message,
            StringComparison.Ordinal);

        var newer = _folder.File("newer.db");
        SqliteCatalogue.Open(newer).Dispose();
        using (var connection = SqliteRuntime.Open(newer, "NORMAL"))
            SqliteRuntime.Execute(connection, "PRAGMA user_version = 99");
        Assert.Contains("newer Affekt (schema 99", Assert.Throws<MusicException>(() => SqliteCatalogue.Open(newer)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_catalogue_says_so()
    {
        using var catalogue = SqliteCatalogue.Open(_folder.File("empty.db"));
        Assert.False(catalogue.Any);
        var error = Assert.Throws<MusicException>(
            () => new Recommender(catalogue).Recommend(RecommendationRequest.For(default(ValenceArousal))));
        Assert.Contains("empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_said_so_and_what_was_committed_stays()
    {
        var path = _folder.File("full.db");
        using (var catalogue = SqliteCatalogue.Open(path))
        using (var writer = catalogue.Write())
        {
            writer.Put(new CatalogueEntry(StarterCatalogue.Instance.Tracks[0]));
            writer.Commit();
            // SQLite answers a file at its largest size as it answers a full disk.
            writer.LimitPages(40);
            var error = Assert.Throws<IOException>(() =>
            {
                foreach (var track in StarterCatalogue.Instance.Tracks)
                    writer.Put(new CatalogueEntry(track));
                writer.Commit();
            });
            Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        }
        using var again = SqliteCatalogue.Open(path);
        Assert.Equal(1, again.Count);
    }

    [Fact]
    public void A_catalogue_that_cannot_even_be_begun_is_said_so_plainly()
    {
        // A device that is always full, where there is one.
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full: run the tests on Linux.");
        var error = Assert.ThrowsAny<Exception>(() => SqliteCatalogue.Open("/dev/full"));
        Assert.True(error is MusicException or IOException, $"{error.GetType()}");
        Assert.DoesNotContain("rollback", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalogue_that_cannot_be_written_is_still_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows()
            || Environment.UserName == "root",
            "Needs a user whom file permissions bind: run the tests as one that is not root, on Linux or macOS.");
        var folder = Directory.CreateDirectory(_folder.File("sealed")).FullName;
        var path = Path.Combine(folder, "songs.db");
        using (var catalogue = SqliteCatalogue.Open(path))
            TrackImporter.ImportStarter(catalogue);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        try
        {
            using (var catalogue = SqliteCatalogue.OpenExisting(path))
            {
                Assert.Equal(5, new Recommender(catalogue).Recommend(RecommendationRequest.For(default(ValenceArousal))).Songs.Count);
                Assert.ThrowsAny<Exception>(() => TrackImporter.ImportStarter(catalogue));
            }
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private SqliteCatalogue Starter()
    {
        var catalogue = SqliteCatalogue.Open(_folder.File("starter.db"));
        using var writer = catalogue.Write();
        foreach (var track in StarterCatalogue.Instance.Tracks)
            writer.Put(new CatalogueEntry(track));
        writer.Commit();
        return catalogue;
    }
}
