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
            new() { AllowExplicit = false }, new() { Languages = ["tlh"] }, new() { UsualLanguages = ["fr"] },
            new() { WithoutGenres = ["rock"] }, new() { WithoutArtists = ["QUEEN", "abba"] }, new() { Genres = ["rock"], FromYear = 2000 },
            new() { Origin = SongOrigin.Mine }, new() { Origin = SongOrigin.Known, FromYear = 1999 }, new() { ToYear = 1965 },
        ];
        foreach (var filter in filters)
        {
            var expected = StarterCatalogue.Instance.Tracks.Where(filter.Allows).Select(t => t.Id).Order(StringComparer.Ordinal).ToList();
            foreach (var songs in new ICatalogue[] { catalogue, StarterCatalogue.Instance })
            {
                Assert.Equal(expected, songs.Best(Popularity, filter, 5000).Select(t => t.Id).Order(StringComparer.Ordinal));
                Assert.Equal(Math.Min(30, expected.Count), songs.Best(Popularity, filter, 30, part: 7).Count);
            }
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

    [Fact]
    public void A_part_of_very_many_songs_is_enough_unless_few_pass()
    {
        using var catalogue = SqliteCatalogue.Open(_folder.File("large.db"));
        using (var writer = catalogue.Write())
        {
            for (var i = 0; i < 60_000; i++)
                writer.Put(new CatalogueEntry(Song(i)));
            writer.Commit();
        }
        var looked = 0;
        var first = catalogue.Best(Look, TrackFilter.None, 100, part: 0).Select(track => track.Id).ToList();
        Assert.InRange(looked, 30_000, 50_000);
        Assert.Equal(100, first.Count);
        // A run that begins near the end of all hashes goes on at their beginning.
        looked = 0;
        Assert.NotEqual(first, catalogue.Best(Look, TrackFilter.None, 100, part: ulong.MaxValue / 10 * 9).Select(track => track.Id));
        Assert.InRange(looked, 30_000, 50_000);
        looked = 0;
        Assert.Equal(["40000", "20000", "0"], catalogue.Best(Look, new() { Genres = ["rare"] }, 100, part: 5).Select(t => t.Id));
        Assert.Equal(["2"], catalogue.Best(Look, new() { FromYear = 1900, ToYear = 1910 }, 100, part: 5).Select(t => t.Id));
        Assert.Equal(4, looked);
        var rare = new TrackFilter { Languages = ["FR"] };
        foreach (var part in new ulong?[] { null, 0, 1UL << 63, ulong.MaxValue })
            Assert.Equal(["40001", "20001", "1"], catalogue.Best(Look, rare, 100, part).Select(t => t.Id));

        double Look(SongPlace song)
        {
            looked++;
            return song.Popularity;
        }

        static Track Song(int i) => new()
        {
            Id = $"{i}",
            Title = $"{i}",
            Artist = "a",
            Genre = i % 20_000 == 0 ? "rare" : "pop",
            Language = i % 20_000 == 1 ? "fr" : "en",
            Year = i == 2 ? 1905 : 2000,
            Popularity = i / 600.0,
            Affect = default,
        };
    }

    [Fact]
    public void A_song_that_changes_its_genre_or_name_is_found_by_the_new_one_only()
    {
        using var catalogue = Starter();
        var song = StarterCatalogue.Instance.Find("queen.bohemian-rhapsody")!;
        using (var writer = catalogue.Write())
        {
            writer.Put(new CatalogueEntry(song with { Genre = "polka", Title = "Other", Year = 1820 }));
            writer.Commit();
        }
        Assert.Equal([song.Id], catalogue.Best(Popularity, new() { Genres = ["polka"] }, 5).Select(t => t.Id));
        Assert.Equal([song.Id], catalogue.Best(Popularity, new() { ToYear = 1900 }, 5).Select(t => t.Id));
        Assert.Equal(catalogue.Count, catalogue.Best(Popularity, TrackFilter.None, 5000).Count);
    }

    [Fact]
    public async Task Readers_do_not_wait_for_each_other()
    {
        using var catalogue = Starter();
        using var others = new CountdownEvent(4);
        // Each search stays in its first song until all others have come as far.
        var searches = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            var isFirst = true;
            return catalogue.Best(song =>
            {
                if (isFirst)
                    others.Signal();
                isFirst = false;
                return others.Wait(TimeSpan.FromMinutes(1)) ? song.Popularity : throw new TimeoutException("A reader waits for another.");
            }, TrackFilter.None, 5).Count;
        }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        Assert.All(await Task.WhenAll(searches), count => Assert.Equal(5, count));
    }

    [Fact]
    public void A_catalogue_of_the_first_schema_is_brought_up_to_date()
    {
        var path = _folder.File("old.db");
        using (var old = SqliteRuntime.Open(path, "NORMAL"))
        {
            SqliteRuntime.Execute(old, CatalogueSchema.Steps[0]);
            SqliteRuntime.Execute(old, $"PRAGMA application_id = {CatalogueSchema.ApplicationId}; PRAGMA user_version = 1");
            SqliteRuntime.Execute(old, """
                INSERT INTO track VALUES (1, 'mine', 'Title', 'Artist', 1999, 'pop', 'EN', '', 50, .1, .2, .3, 'x', NULL, 0, NULL),
                    (2, 'queen.bohemian-rhapsody', 'Bohemian Rhapsody', 'Queen', 1975, 'rock', 'en', '', 90, .1, .2, .3, 'x', NULL, 0, NULL);
                """);
        }
        using var catalogue = SqliteCatalogue.Open(path);
        Assert.Equal(["mine"], catalogue.Best(Popularity, new() { Origin = SongOrigin.Mine, Languages = ["en"] }, 5).Select(t => t.Id));
        Assert.Equal(["queen.bohemian-rhapsody"], catalogue.Best(Popularity, new() { Genres = ["rock"] }, 5).Select(t => t.Id));
    }

    private static double Popularity(SongPlace song) => song.Popularity;

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
