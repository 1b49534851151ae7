using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;

namespace Affekt.EndToEnd.Tests;

/// <summary>catalog import, stats and export, and lists from a catalogue file.</summary>
public sealed class CatalogueCommandTests : IDisposable
{
    private const string Header = "id,title,artist,year,genre,popularity,valence,arousal,source\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-catalogue-").FullName;

    private string Home => Path.Combine(_folder, "home");

    private string Database => Path.Combine(_folder, "songs.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("help-catalog", "catalog", "--help")]
    [InlineData("help-catalog-import", "catalog", "import", "--help")]
    [InlineData("help-catalog-stats", "catalog", "stats", "--help")]
    [InlineData("help-catalog-export", "catalog", "export", "--help")]
    [InlineData("help-catalog-tag", "catalog", "tag", "--help")]
    [InlineData("help-music", "music", "--help")]
    [InlineData("help-music-evaluate", "music", "evaluate", "--help")]
    [InlineData("help-music-train", "music", "train", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await Run(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Theory]
    [InlineData("error-catalog-no-path", "catalog", "import")]
    [InlineData("error-catalog-no-command", "catalog")]
    [InlineData("error-n-is-0", "recommend", "--emotion", "sad", "-n", "0")]
    [InlineData("error-n-is-10000", "journey", "--emotion", "sad", "-n", "10000")]
    [InlineData("error-novelty", "recommend", "--emotion", "sad", "--novelty", "2")]
    [InlineData("error-artist-cap", "recommend", "--emotion", "sad", "--artist-cap", "0")]
    [InlineData("error-years", "recommend", "--emotion", "sad", "--from-year", "1990", "--to-year", "1980")]
    [InlineData("error-playlist", "journey", "--emotion", "sad", "--playlist", "songs.doc")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string snapshot, params string[] arguments) =>
        Snapshot.Match(snapshot, (await Run(arguments)).Failed(2) + "\n");

    [Fact]
    public async Task Songs_are_imported_counted_exported_and_imported_again()
    {
        var list = Write("list.csv", Header + Songs(40));
        var import = await Json("catalog", "import", list, "--catalog", Database);
        Assert.Equal(
            ["catalog", "source", "format", "rows", "added", "updated", "duplicates", "skipped", "problemCount", "problems",
                "complete", "matched", "notFoundCount", "notFound", "seconds", "songs", "unchanged", "moved",
                "removed", "passedOver"],
            import.EnumerateObject().Select(p => p.Name));
        Assert.Equal((40, 40, true),
            (import.GetProperty("added").GetInt32(), import.GetProperty("songs").GetInt32(), import.GetProperty("complete").GetBoolean()));
        Assert.Equal(40, (await Json("catalog", "import", list, "--catalog", Database)).GetProperty("updated").GetInt32());
        Assert.Contains("added 0, updated 40", (await Run("catalog", "import", list, "--catalog", Database)).Output,
            StringComparison.Ordinal);

        var stats = await Json("catalog", "stats", "--catalog", Database);
        Assert.Equal((40, 40), (stats.GetProperty("songs").GetInt32(), stats.GetProperty("genres").GetProperty("rock").GetInt32()));
        Assert.Contains("40 songs by 40 artists, 1980 to 2019", (await Run("catalog", "stats", "--catalog", Database)).Output,
            StringComparison.Ordinal);

        var csv = (await Run("catalog", "export", "--format", "csv", "--catalog", Database)).Output;
        Assert.StartsWith(Header.TrimEnd(), csv, StringComparison.Ordinal);
        Assert.Equal(41, csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var again = Path.Combine(_folder, "again.db");
        Assert.Equal(40, (await Json("catalog", "import", Write("again.csv", csv), "--catalog", again)).GetProperty("added").GetInt32());
        Assert.Equal(csv, (await Run("catalog", "export", "--catalog", again)).Output);
    }

    [Fact]
    public async Task Playlists_leave_in_every_format()
    {
        await Json("catalog", "import", Write("list.csv", Header + Songs(3)), "--catalog", Database);
        var file = Path.Combine(_folder, "out.m3u8");

        var written = await Run("catalog", "export", "--format", "m3u8", "--catalog", Database, "--out", file);
        Assert.Equal((0, "", $"Wrote {file}.\n3 songs have no file that an M3U8 can name and are not in it: xspf, jspf and " +
            $"csv hold every song.\n"),
            (written.ExitCode, written.Output, written.Error));
        Assert.StartsWith("#EXTM3U\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        XNamespace xspf = "http://xspf.org/ns/0/";
        Assert.Equal(3, XDocument.Parse((await Run("catalog", "export", "--format", "xspf", "--catalog", Database)).Output)
            .Descendants(xspf + "track").Count());
        Assert.Equal(3, JsonDocument.Parse((await Run(
            "catalog", "export", "--format", "jspf", "--catalog", Database)).Output).RootElement.GetProperty("playlist")
            .GetProperty("track").GetArrayLength());
        Assert.Contains("csv, m3u8, xspf or jspf",
            (await Run("catalog", "export", "--format", "pls", "--catalog", Database)).Failed(1), StringComparison.Ordinal);

        var journey = Path.Combine(_folder, "journey.jspf");
        Assert.Equal(0, (await Run("journey", "--emotion", "sad", "-n", "4", "--playlist", journey)).ExitCode);
        Assert.Equal(4, JsonDocument.Parse(await File.ReadAllTextAsync(
            journey, TestContext.Current.CancellationToken)).RootElement.GetProperty("playlist").GetProperty("track").GetArrayLength());
    }

    [Fact]
    public async Task Lists_and_journeys_come_from_the_named_catalogue_and_keep_the_filters()
    {
        await Json("catalog", "import", Write("list.csv", Header + Songs(40)), "--catalog", Database);

        var list = await Json("recommend", "--emotion", "happy", "--catalog", Database, "--from-year", "2000", "-n", "3");
        Assert.Equal(["mode", "start", "target", "songs"], list.EnumerateObject().Select(p => p.Name));
        Assert.All(list.GetProperty("songs").EnumerateArray(), song => Assert.True(song.GetProperty("year").GetInt32() >= 2000));
        var journey = await Json("journey", "--emotion", "sad", "--mode", "lift", "-n", "4", "--catalog", Database);
        Assert.Equal(["mode", "start", "target", "songs"], journey.EnumerateObject().Select(p => p.Name));
        Assert.Equal([1, 2, 3, 4], journey.GetProperty("songs").EnumerateArray().Select(song => song.GetProperty("step").GetInt32()));
        Assert.All(journey.GetProperty("songs").EnumerateArray(),
            song => Assert.StartsWith("s", song.GetProperty("id").GetString(), StringComparison.Ordinal));

        var few = await Run("recommend", "--emotion", "happy", "--catalog", Database, "--language", "fr");
        Assert.Equal(0, few.ExitCode);
        Assert.Contains("0 of 5 songs", few.Error, StringComparison.Ordinal);
        Assert.Contains("loosen the filter",
            (await Run("journey", "--emotion", "happy", "--catalog", Database, "--language", "fr")).Failed(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ones_own_catalogue_begins_with_the_starter_songs_and_is_then_taken()
    {
        await Json("catalog", "import", Write("list.csv", Header + "mine,Mine,Me,2020,rock,100,0.595,0.165,listeners\n"));

        Assert.Equal(StarterCatalogue.Instance.Count + 1, (await Json("catalog", "stats")).GetProperty("songs").GetInt32());
        Assert.Contains((await Json("recommend", "--emotion", "happy", "-n", "100")).GetProperty("songs").EnumerateArray(),
            song => song.GetProperty("id").GetString() == "mine");
        Assert.Equal(StarterCatalogue.Instance.Count,
            (await Json("catalog", "import", "starter", "--catalog", Database)).GetProperty("added").GetInt32());
    }

    [Theory]
    [InlineData("error-import-empty", "list.csv", "")]
    [InlineData("error-import-features-only", "list.csv",
        "danceability,energy,key,mode,speechiness,acousticness,liveness,valence,tempo,duration_ms\n0,0,0,0,0,0,0,0,0,0\n")]
    [InlineData("error-import-no-artist", "list.csv", "id;title\n1;a\n")]
    [InlineData("error-import-no-title", "list.tsv", "Interpret\tAlbum\na\tb\n")]
    [InlineData("error-import-no-songs", "list.csv", "colour,size\nred,1\n")]
    [InlineData("error-import-workbook", "list.xlsx", "PK\u0003\u0004[Content_Types].xml")]
    [InlineData("error-import-zip", "takeout.zip", "PK\u0003\u0004Takeout/")]
    [InlineData("error-import-web-page", "list.csv", "<!DOCTYPE html><html><body>Sign in</body></html>")]
    [InlineData("error-import-entities", "list.xspf", "<!DOCTYPE p [<!ENTITY a \"b\">]><playlist>&a;</playlist>")]
    public async Task A_file_that_is_no_song_list_is_one_line_and_exit_code_1(string snapshot, string name, string text) =>
        Snapshot.Match(snapshot, (await Run("catalog", "import", Write(name, text), "--catalog", Database)).Failed(1)
            .Replace(_folder, "FOLDER", StringComparison.Ordinal) + "\n");

    [Fact]
    public async Task A_playlist_is_matched_to_own_files_and_what_is_missing_is_listed()
    {
        var list = Write("list.m3u8", "#EXTM3U\n#EXTINF:200,Nadia - One\ngone/one.mp3\n#EXTINF:200,Nadia - Two\ngone/two.mp3\n");

        var report = await Json("catalog", "import", list, "--catalog", Database);

        Assert.Equal((2, 2, "Nadia - One"), (report.GetProperty("added").GetInt32(), report.GetProperty("notFoundCount").GetInt32(),
            report.GetProperty("notFound")[0].GetString()));
        Assert.Contains("not among your own files: 2\n    Nadia - One\n    Nadia - Two\n",
            (await Run("catalog", "import", list, "--catalog", Database)).Output, StringComparison.Ordinal);
        Assert.Contains("There is no folder nowhere",
            (await Run("catalog", "import", list, "--catalog", Database, "--music", "nowhere")).Failed(1), StringComparison.Ordinal);
        Assert.Contains("0 files would change", (await Run("catalog", "tag", "--catalog", Database)).Output, StringComparison.Ordinal);
        Assert.Contains("No tags were written", (await Run("catalog", "tag", "--catalog", Database, "--undo")).Failed(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_of_a_damaged_file_is_kept_and_the_damage_is_said()
    {
        foreach (var (name, damage) in new[] { ("cut", "s9,\"half a ti"), ("short", "s9,cut"),
            ("long", $"s9,{new string('x', 10_000_000)},Y,2000,rock,1,0,0,z\ns8,Late,L,2000,rock,1,0,0,z\n") })
        {
            var result = await Run("catalog", "import", Write($"{name}.csv", Header + Songs(3) + damage), "--catalog", Database, "--json");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("line 5", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
                StringComparison.Ordinal);
            var report = JsonDocument.Parse(result.Output).RootElement;
            Assert.Equal((3, 1, false), (
                report.GetProperty("songs").GetInt32(), report.GetProperty("skipped").GetInt32(),
                report.GetProperty("complete").GetBoolean()));
        }
        var odd = await Run("catalog", "import",
            Write("odd.csv", Header + Songs(3) + "s9,short\n" + "s8,Whole,W,2000,rock,1,0,0,z\n"), "--catalog", Database);
        Assert.Equal((0, ""), (odd.ExitCode, odd.Error));
        Assert.Contains("line 5: 2 fields instead of 9", odd.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_not_there_to_train_on_is_one_line_and_exit_code_1()
    {
        Assert.Equal(1, (await Run("music", "train", "--data", _folder, "--out", Path.Combine(_folder, "model.txt"))).ExitCode);
        Assert.Contains("deezer_train.csv", (await Run("music", "evaluate", "--data", _folder)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_killed_keeps_what_it_committed_and_can_be_run_again()
    {
        const int Rows = 60_000;
        var text = new StringBuilder(Header);
        for (var i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"k{i},Song {i},Artist {i},2000,rock,50,0,0,listeners\n");
        var list = Write("long.csv", text.ToString());
        using (var process = CommandLine.StartAt(Home, models: null, "catalog", "import", list, "--catalog", Database))
        {
            while (Count() == 0 && !process.HasExited)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var kept = Count();
        var again = await Json("catalog", "import", list, "--catalog", Database);

        Assert.InRange(kept, 1, Rows);
        Assert.Equal((kept, Rows), (again.GetProperty("updated").GetInt32(), again.GetProperty("songs").GetInt32()));

        int Count()
        {
            if (!File.Exists(Database))
                return 0;
            try
            {
                using var catalogue = SqliteCatalogue.Open(Database);
                return catalogue.Count;
            }
            catch (IOException)
            {
                // The other process is making the file at this moment.
                return 0;
            }
        }
    }

    [Fact]
    public async Task Two_imports_into_one_new_catalogue_both_arrive()
    {
        var (one, two) = (Write("one.csv", Header + Songs(40)),
            Write("two.csv", Header + Songs(40).Replace("\ns", "\nt", StringComparison.Ordinal)
            .Replace("s0,", "t0,", StringComparison.Ordinal)));
        var results = await Task.WhenAll(
            Run("catalog", "import", one, "--catalog", Database), Run("catalog", "import", two, "--catalog", Database));
        Assert.All(results, result => Assert.Equal((0, ""), (result.ExitCode, result.Error)));
        Assert.Equal(80, (await Json("catalog", "stats", "--catalog", Database)).GetProperty("songs").GetInt32());
    }

    [Fact]
    public async Task Missing_empty_foreign_and_newer_catalogues_are_one_line_and_exit_code_1()
    {
        Assert.Contains("no such file", (await Run("recommend", "--emotion", "sad", "--catalog", Database)).Failed(1),
            StringComparison.Ordinal);
        Assert.False(File.Exists(Database));
        SqliteCatalogue.Open(Database).Dispose();
        Assert.Contains("catalogue is empty", (await Run("recommend", "--emotion", "sad", "--catalog", Database)).Failed(1),
            StringComparison.Ordinal);
        Assert.Contains("catalogue is empty", (await Run("journey", "--emotion", "sad", "--catalog", Database)).Failed(1),
            StringComparison.Ordinal);
        Assert.Contains("not an Affekt database",
            (await Run("catalog", "stats", "--catalog", Write("text.db", new string('x', 200)))).Failed(1), StringComparison.Ordinal);

        // Bytes 60 to 63 of the file are SQLite's user_version, big-endian.
        var newer = await File.ReadAllBytesAsync(Database, TestContext.Current.CancellationToken);
        newer[63] = 99;
        await File.WriteAllBytesAsync(Database, newer, TestContext.Current.CancellationToken);
        Assert.Contains("newer Affekt (schema 99", (await Run("catalog", "import", "starter", "--catalog", Database)).Failed(1),
            StringComparison.Ordinal);
    }

    private static string Songs(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var place = -0.7 + 1.4 * i / 39;
            text.Append(CultureInfo.InvariantCulture,
                $"s{i},Song {i},Artist {i},{1980 + i},rock,{50 + i % 10},{place:0.###},{place / 2:0.###},listeners\n");
        }
        return text.ToString();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<CommandResult> Run(params string[] arguments) => CommandLine.RunAt(Home, models: null, arguments);

    private async Task<JsonElement> Json(params string[] arguments)
    {
        var result = await Run([.. arguments, "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
