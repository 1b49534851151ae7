using Affekt.Library.Imports;
using Affekt.Library.Tagging;
using Affekt.Library.Tags;
using Affekt.Music;

namespace Affekt.Library.Tests;

public sealed class TagJobTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<ImportProblem> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Moods_and_tempo_are_shown_then_written_then_taken_back()
    {
        var song = Song("a.mp3");
        var original = File.ReadAllBytes(song.Location!);
        var journal = _folder.File("journal");

        var change = Assert.Single(Plan(song));
        Assert.Equal((new SongTags([], 0), new SongTags(["calm", "warm"], 120)), (change.Before, change.After));
        Assert.Equal(original, File.ReadAllBytes(song.Location!)); // a plan writes nothing

        Assert.Equal(1, TagJob.Write([change], journal, _problems.Add, CancellationToken.None));
        Assert.Equal(change.After, SongTags.Read(song.Location!));
        var tags = TagReader.Read(song.Location!);
        Assert.Equal(("a.mp3", "Artist", 120), (tags.Title, Assert.Single(tags.Artists), tags.Tempo));
        Assert.Empty(Plan(song));

        // What was there first comes back, however often it was written over.
        TagJob.Write(Plan(song with { Tempo = 90 }), journal, _problems.Add, CancellationToken.None);
        Assert.Equal(90, SongTags.Read(song.Location!).Tempo);
        Assert.Equal(1, TagJob.Undo(journal, _problems.Add, CancellationToken.None));
        Assert.Equal(new SongTags([], 0), SongTags.Read(song.Location!));
        Assert.Throws<MusicException>(() => TagJob.Undo(journal, _problems.Add, CancellationToken.None));
        Assert.Empty(_problems);
        Assert.Equal(["a.mp3"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void A_damaged_file_stays_as_it_is_and_is_named()
    {
        var (good, bad) = (Song("good.mp3"), Song("bad.flac"));
        File.WriteAllText(bad.Location!, "no sound at all");

        Assert.Equal(good.Location, Assert.Single(Plan(good, bad)).Path);
        Assert.Equal("bad.flac", Assert.Single(_problems).Place);

        var written = TagJob.Write([new TagChange(bad.Location!, new SongTags([], 0), new SongTags(["sad"], 80))],
            _folder.File("journal"), _problems.Add, CancellationToken.None);
        Assert.Equal((0, "no sound at all"), (written, File.ReadAllText(bad.Location!)));
        Assert.Empty(Directory.GetFiles(_folder.Root, ".affekt-*"));
    }

    private List<TagChange> Plan(params Track[] songs) => [.. TagJob.Plan(songs, _problems.Add, CancellationToken.None)];

    private Track Song(string name)
    {
        AudioFiles.WriteMp3(_folder.File(name), name, "Artist", frames: 40);
        return new Track
        {
            Id = name,
            Title = name,
            Artist = "Artist",
            Popularity = 50,
            Affect = default,
            Moods = ["calm", "warm"],
            Tempo = 119.7,
            Location = _folder.File(name),
        };
    }
}
