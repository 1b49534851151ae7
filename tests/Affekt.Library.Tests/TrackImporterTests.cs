using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Library.Tests;

public sealed class TrackImporterTests : IDisposable
{
    private const string Features = "valence,energy,danceability,acousticness,instrumentalness,speechiness,liveness,loudness,tempo";
    private const string Values = "0.5,0.6,0.7,0.1,0,0.05,0.1,-6,120";

    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _catalogue;

    public TrackImporterTests() => _catalogue = SqliteCatalogue.Open(_folder.File("catalogue.db"));

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Rows_are_counted_and_what_is_wrong_is_said_by_line()
    {
        var report = Import($"""
            track_id,track_name,track_artist,track_popularity,track_album_release_date,playlist_genre,{Features}
            1,Fine,Somebody,55,1999-05-20,pop,{Values}
            1,Fine,Somebody,55,1999-05-20,rock,{Values}
            2,,Somebody,55,1999,pop,{Values}
            3,No date,Somebody,55,unknown,pop,{Values}
            4,Odd,Somebody,155,20/05/1987,pop,0.5,7,0.7,0.1,0,0.05,0.1,-6,120
            5,Too short,Som

            """);
        Assert.Equal(("spotify_songs.csv (TidyTuesday)", 6, 3, 0, 1, 2),
            (report.Format, report.Rows, report.Added, report.Updated, report.Duplicates, report.Skipped));
        Assert.True(report.Complete);
        Assert.Equal(5, report.ProblemCount);
        Assert.Contains(report.Problems, p => p is { Place: "line 4", Message: "no track_name; skipped" });
        Assert.Contains(report.Problems, p => p.Place == "line 5" && p.Message.Contains("no date", StringComparison.Ordinal));
        Assert.Contains(report.Problems, p => p.Place == "line 6"
            && p.Message.Contains("energy of 7 is impossible", StringComparison.Ordinal));
        Assert.Contains(report.Problems, p => p is { Place: "line 7", Message: "3 fields instead of 15; skipped" });
        Assert.Equal(1999, _catalogue.Find("1")!.Year);
        Assert.Equal((1987, 100.0, AffectSource.Genre),
            (_catalogue.Find("4")!.Year!.Value, _catalogue.Find("4")!.Popularity, _catalogue.Find("4")!.Source));
        Assert.Equal(AffectSource.Features, _catalogue.Find("1")!.Source);
        Assert.Equal(0.6, _catalogue.FeaturesOf("1")!.Energy);
    }

    [Fact]
    public void Importing_again_updates_and_adds_nothing()
    {
        var text = $"name,artist,id,release_date,popularity,{Features},mood\nSong,Singer,x,1982,60,{Values},Calm\n";
        Assert.Equal(1, Import(text).Added);
        var again = Import(text);
        Assert.Equal((0, 1), (again.Added, again.Updated));
        var track = _catalogue.Find("x")!;
        Assert.Equal(AffectSource.WordsAndFeatures, track.Source);
        Assert.Equal(["calm"], track.Moods);
        Assert.Equal(120, track.Tempo);
    }

    [Fact]
    public void A_song_is_placed_by_the_names_of_all_lists_that_hold_it_wherever_they_stand_in_the_file()
    {
        var header = $"track_id,track_name,track_artist,track_popularity,track_album_release_date,playlist_genre,playlist_name,track_album_name,{Features}\n";
        var plain = $"1,Song,Singer,55,1999,rock,zxqv,zxqv,{Values}\n";
        var workout = $"1,Song,Singer,55,1999,rock,Hard Workout,zxqv,{Values}\n";
        var soul = $"1,Song,Singer,55,1999,rock,zxqv,Soft Soul,{Values}\n";
        Assert.Equal(0, Import(header + plain).Duplicates);
        var unnamed = _catalogue.Find("1")!.Affect;
        Assert.Equal(1, Import(header + plain + workout).Duplicates);
        var inPlaylist = _catalogue.Find("1")!.Affect;
        Import(header + plain + soul);
        var onAlbum = _catalogue.Find("1")!.Affect;
        Assert.True(inPlaylist.Arousal > onAlbum.Arousal);
        Assert.Equal(3, new[] { unnamed, inPlaylist, onAlbum }.Distinct().Count());
        Import(header + plain + workout + soul);
        var both = _catalogue.Find("1")!.Affect;
        Import(header + soul + workout);
        Assert.Equal(both, _catalogue.Find("1")!.Affect);
    }

    [Fact]
    public void A_hit_is_placed_with_more_arousal_than_the_same_sound_that_stayed_unknown()
    {
        Import($"""
            track,artist,uri,target,decade,{Features}
            One,First,spotify:track:hit,1,80s,{Values}
            Two,Second,spotify:track:flop,0,80s,{Values}

            """);
        Assert.True(_catalogue.Find("hit")!.Affect.Arousal > _catalogue.Find("flop")!.Affect.Arousal);
        Assert.True(_catalogue.Find("hit")!.Popularity > _catalogue.Find("flop")!.Popularity);
    }

    [Fact]
    public void A_song_is_placed_beside_the_others_of_its_artist_wherever_they_stand_in_the_file()
    {
        const string Loud = "0.4,0.98,0.5,0.001,0.2,0.1,0.3,-3,160"; // in the order of TrackRow.FeatureColumns
        var header = $"name,artist,id,release_date,popularity,{string.Join(',', TrackRow.FeatureColumns)},mood\n";
        const string Song = "Song,Singer,song,1982,60,0.4,0.5,0.5,0.3,0,0.05,0.1,-9,110,\n";
        var others = string.Concat(Enumerable.Range(0, 6).Select(i => $"Loud {i},Singer,loud{i},1982,60,{Loud},\n"));
        Import(header + Song);
        var alone = _catalogue.Find("song")!.Affect;
        Import(header + Song + others);
        var before = _catalogue.Find("song")!.Affect;
        Import(header + others + Song);
        Assert.Equal(before, _catalogue.Find("song")!.Affect);
        Assert.NotEqual(alone, before);
        Import(header + Song + others.Replace("Singer", "Somebody else", StringComparison.Ordinal));
        Assert.Equal(alone, _catalogue.Find("song")!.Affect);
    }

    [Fact]
    public void What_a_file_does_not_say_of_a_well_known_song_is_filled_in()
    {
        // By features alone both would be bright and pleasant.
        const string Bright = "0.95,0.75,0.8,0.1,0,0.05,0.1,-5,125";
        Import($"""
            track_id,track_name,track_artist,track_popularity,track_album_release_date,playlist_genre,{string.Join(',', TrackRow.FeatureColumns)}
            1,In The Air Tonight - 2015 Remastered,Phil Collins,7,2016-01-29,pop,{Bright}
            2,In The Air Tonight - Live,Phil Collins,7,2016-01-29,pop,{Bright}
            3,In The Air Tonight,Somebody Else,7,2016-01-29,pop,{Bright}
            4,In The Air Tonight (Radio Edit),Phil Collins,7,2016-01-29,pop,{Bright}
            5,In The Air Tonight - 2016 Mix,Phil Collins,7,2016-01-29,pop,{Bright}
            6,In The Air Tonight - Somebody Radio Mix,Phil Collins,7,2016-01-29,pop,{Bright}
            """);
        var ours = StarterCatalogue.Instance.Find("phil-collins.in-the-air-tonight")!;
        foreach (var song in new[] { "1", "4", "5" }.Select(id => _catalogue.Find(id)!))
        {
            Assert.Equal(ours.Moods, song.Moods);
            Assert.Equal((ours.Year, ours.Language, ours.Popularity), (song.Year, song.Language, song.Popularity));
            // That of the file is a playlist's.
            Assert.Equal((AffectSource.WordsAndFeatures, ours.Genre), (song.Source, song.Genre));
            Assert.True(song.Affect.Valence < 0);
        }
        foreach (var other in new[] { "2", "3", "6" }.Select(id => _catalogue.Find(id)!))
        {
            Assert.Equal((AffectSource.Features, 2016, "", 7.0, "pop"),
                (other.Source, other.Year!.Value, other.Language, other.Popularity, other.Genre));
            Assert.Empty(other.Moods);
        }
    }

    [Fact]
    public void Our_own_csv_comes_back()
    {
        var file = _folder.File("own.csv");
        using (var stream = File.Create(file))
            PlaylistWriter.Write("", StarterCatalogue.Instance.Tracks, PlaylistFormat.Csv, stream);
        var report = TrackImporter.Import(file, _catalogue);
        Assert.Equal((StarterCatalogue.Instance.Count, 0, 0), (report.Added, report.Skipped, report.ProblemCount));
        foreach (var track in StarterCatalogue.Instance.Tracks)
        {
            var found = _catalogue.Find(track.Id)!;
            Assert.Equal((track.Title, track.Artist, track.Year, track.Genre, track.Source),
                (found.Title, found.Artist, found.Year, found.Genre, found.Source));
            Assert.InRange(found.Affect.DistanceTo(track.Affect), 0, 1e-3);
        }
    }

    [Fact]
    public void Songs_of_the_114k_list_name_all_their_artists_and_come_once()
    {
        var report = Import($"""
            ,track_id,artists,album_name,track_name,popularity,duration_ms,explicit,{Features},track_genre
            0,x,One;Two,Album,Song,73,230666,True,{Values},acoustic
            1,x,One;Two,Album,Song,73,230666,True,{Values},songwriter
            2,y,,,,0,0,False,{Values},k-pop

            """);
        Assert.Equal(("dataset.csv (Kaggle, 114k)", 3, 1, 1, 1),
            (report.Format, report.Rows, report.Added, report.Duplicates, report.Skipped));
        var track = _catalogue.Find("x")!;
        Assert.Equal(("One & Two", "acoustic", 73.0, true), (track.Artist, track.Genre, track.Popularity, track.Explicit));
    }

    [Fact]
    public void Jamendo_tags_become_mood_words()
    {
        var report = Import("TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\ntrack_0000948\tartist_000087\talbum_1\t48/948.mp3\t212.7\tmood/theme---film\tmood/theme---relaxing\n", "moods.tsv");
        Assert.Equal(1, report.Added);
        var track = _catalogue.Find("jamendo.948")!;
        Assert.Equal(["relaxed"], track.Moods);
        Assert.Equal(AffectSource.Words, track.Source);
    }

    [Theory]
    [InlineData("danceability,energy,key,mode,speechiness,acousticness,liveness,valence,tempo,duration_ms\n0,0,0,0,0,0,0,0,0,0\n", "neither ids nor titles")]
    [InlineData("Playlist,Genre\na,b\n", "names playlists, not songs")]
    [InlineData("Titel;Jahr\nx;1999\n", "lacks a column with the artist of songs. Its header is: Titel, Jahr.")]
    [InlineData("Artist\tAlbum\nx\ty\n", "lacks a column with the title of songs. Its header is: Artist, Album.")]
    [InlineData("colour,size\nred,1\n", "lacks columns with the title and the artist of songs. Its header is: colour, size.")]
    [InlineData("PK\u0003\u0004xl/worksheets", "is a workbook: save it as CSV")]
    [InlineData("PK\u0003\u0004Takeout/", "is a zip archive: unpack it")]
    [InlineData("<!doctype html><html><body>Sign in</body></html>", "is a web page")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "is XML that begins with <svg>")]
    [InlineData("", "is empty")]
    [InlineData("\n\n", "no header")]
    public void A_file_that_is_no_song_list_is_refused_and_the_message_says_why(string text, string why)
    {
        var error = Assert.Throws<MusicException>(() => Import(text));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(0, _catalogue.Count);
    }

    [Theory]
    [InlineData("\"Broken", "ends within the quotes")]
    [InlineData("Broken,Sing", "2 fields instead of 15, and no end of the line")]
    public void A_file_that_was_cut_keeps_what_came_before_and_says_so(string rest, string said)
    {
        var report = Import($"name,artist,id,release_date,popularity,{Features},mood\nSong,Singer,x,1982,60,{Values},Calm\n{rest}");
        Assert.False(report.Complete);
        Assert.Contains(said, report.LastProblem.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (report.Added, report.Skipped));
        Assert.Equal(1, _catalogue.Count);
    }

    [Fact]
    public void A_missing_file_and_a_folder_without_audio_are_said_so()
    {
        Assert.Throws<FileNotFoundException>(() => TrackImporter.Import(_folder.File("nothing.csv"), _catalogue));
        var folder = Directory.CreateDirectory(_folder.File("empty")).FullName;
        Assert.Contains("is a folder", Assert.Throws<MusicException>(() => TrackImporter.Import(folder, _catalogue)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_import_keeps_what_it_read()
    {
        var file = _folder.Write("many.csv", $"name,artist,id,release_date,popularity,{Features},mood\n"
            + string.Concat(Enumerable.Range(0, 3000).Select(i => $"Song {i},Singer {i},{i},1982,60,{Values},Calm\n")));
        using var stop = new CancellationTokenSource();
        var progress = new StopAfter(1000, stop);
        Assert.Throws<OperationCanceledException>(() => TrackImporter.Import(file, _catalogue, progress, null, stop.Token));
        Assert.Equal(1000, _catalogue.Count);
        Assert.Equal(2000, TrackImporter.Import(file, _catalogue).Added);
    }

    [Theory]
    [InlineData("data_moods.csv", "data_moods.csv", 686)]
    [InlineData("genres_v2.csv", "genres_v2.csv", 238)]
    [InlineData("songs_normalize.csv", "songs_normalize.csv", 2000)]
    [InlineData("hit_predictor/dataset-of-60s.csv", "hit predictor", 8642)]
    public void Published_lists_are_imported(string file, string format, int rows)
    {
        var report = TrackImporter.Import(Path.Combine(PublishedSongs.Folder, "spotify", file), _catalogue);
        Assert.Equal((format, rows, true), (report.Format, report.Rows, report.Complete));
        Assert.Equal(report.Rows, report.Added + report.Updated + report.Duplicates + report.Skipped);
        Assert.True(report.Added > 0.9 * (rows - report.Duplicates), string.Join("; ", report.Problems.Take(3)));
        Assert.Equal(report.Added, _catalogue.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{file}: {report.Added} added, {report.Duplicates} duplicates, {report.Skipped} skipped, {report.ProblemCount} problems");
    }

    [Fact]
    public void The_ten_column_file_is_refused() =>
        Assert.Throws<MusicException>(
            () => TrackImporter.Import(Path.Combine(PublishedSongs.Folder, "spotify", "genres_v2_ten_columns.csv"), _catalogue));

    private ImportReport Import(string text, string name = "list.csv") => TrackImporter.Import(_folder.Write(name, text), _catalogue);

    private sealed class StopAfter(int rows, CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Rows >= rows)
                stop.Cancel();
        }
    }
}
