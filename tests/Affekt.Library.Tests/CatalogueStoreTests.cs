using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

/// <summary>What every <see cref="ICatalogueStore"/> owes to those who import into it, wherever it keeps its songs.</summary>
public sealed class CatalogueStoreTests : IDisposable
{
    private const int Rows = 12_000; // two groups that are committed while the file is read, and a rest

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Stores => ["sqlite", "memory"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_import_into_two_stores_finds_the_same_songs()
    {
        using var file = Open("sqlite");
        using var memory = Open("memory");
        var list = SongList();
        foreach (var store in new[] { file, memory })
        {
            Assert.Equal(StarterCatalogue.Instance.Count, TrackImporter.ImportStarter(store).Added);
            var report = TrackImporter.Import(list, store);
            Assert.Equal((Rows - 1, 0, 1), (report.Added, report.Updated, report.Duplicates));
            var again = TrackImporter.Import(list, store);
            Assert.Equal((0, Rows - 1, 1), (again.Added, again.Updated, again.Duplicates));
        }
        Assert.Equal(file.Count, memory.Count);
        Assert.Equivalent(file.All().ToList(), memory.All().ToList(), strict: true);
        Assert.Equal(file.Search("bohemian", 5).Select(t => t.Id), memory.Search("bohemian", 5).Select(t => t.Id));
    }

    [Theory, MemberData(nameof(Stores))]
    public void An_import_that_is_stopped_keeps_what_it_committed_and_can_be_run_again(string kind)
    {
        using var store = Open(kind);
        using var stop = new CancellationTokenSource();
        var list = SongList();
        Assert.Throws<OperationCanceledException>(() => TrackImporter.Import(list, store, new Call(progress =>
        {
            if (progress.Rows == 6000)
                stop.Cancel();
        }), null, stop.Token));
        Assert.Equal(6000, store.Count);
        Assert.Equal((Rows - 1 - 6000, 6000), TrackImporter.Import(list, store) is var rest ? (rest.Added, rest.Updated) : default);
    }

    [Theory, MemberData(nameof(Stores))]
    public void What_was_not_committed_is_not_seen_and_people_have_the_last_word(string kind)
    {
        using var store = Open(kind);
        var track = StarterCatalogue.Instance.Tracks[0];
        Assert.False(store.Any);
        using (var writer = store.Write())
        {
            Assert.Equal(WriteOutcome.Added,
                writer.Put(new CatalogueEntry(track with { Affect = new(.9, .9), Source = AffectSource.Listeners })));
            Assert.Equal(WriteOutcome.Updated, writer.Put(new CatalogueEntry(track with { Title = "New" })));
            Assert.Equal(0, store.Count);
            writer.Commit();
            Assert.True(store.Any);
            writer.Put(new CatalogueEntry(track with { Id = "other" }));
        }
        Assert.Equal(1, store.Count);
        var kept = store.Find(track.Id)!;
        Assert.Equal(("New", new ValenceArousal(.9, .9), AffectSource.Listeners), (kept.Title, kept.Affect, kept.Source));
    }

    private ICatalogueStore Open(string kind) => kind == "memory" ? new MemoryStore() : SqliteCatalogue.Open(_folder.File("songs.db"));

    private string SongList()
    {
        var rows = Enumerable.Range(1, Rows - 1).Append(1)
            .Select(i => $"id{i},Song {i},Singer " +
                $"{i % 700},{i % 100},{1950 + i % 70},pop,0.{i % 97:00},0.{i % 89:00},0.7,0.1,0,0.05,0.1,-6,120");
        return _folder.Write("songs.csv",
            $"track_id,track_name,track_artist,track_popularity,track_album_release_date,playlist_genre,{string.Join(',', TrackRow.FeatureColumns)}\n{string.Join('\n', rows)}\n");
    }

    private sealed class Call(Action<ImportProgress> action) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => action(value);
    }
}
