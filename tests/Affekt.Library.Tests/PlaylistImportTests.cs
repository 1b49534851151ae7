using System.Text;
using Affekt.Library.Imports;
using Affekt.Library.Scanning;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Playlists;

namespace Affekt.Library.Tests;

/// <summary>Playlists and players' libraries, against a folder of real files.</summary>
public sealed class PlaylistImportTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _catalogue;
    private readonly string _music;

    public PlaylistImportTests()
    {
        _catalogue = SqliteCatalogue.Open(_folder.File("catalogue.db"));
        _music = Directory.CreateDirectory(_folder.File("Music")).FullName;
        Own("Mira Holm/Café/01 Grey Morning.mp3", "Mira Holm", "Grey Morning");
        Own("Mira Holm/Café/02 Überall.mp3", "Mira Holm", "Überall");
        Own("Other/01 Grey Morning.mp3", "Other", "Grey Morning");
        Own("Scripts/lemon.mp3", "Kenshi Yonezu", "Lemon");
        FolderScan.Run([_music], _catalogue);
    }

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("../Music/Mira Holm/Café/01 Grey Morning.mp3")]
    [InlineData(@"..\Music\Mira Holm\Café\01 Grey Morning.mp3")]
    [InlineData(@"C:\Users\me\Music\mira holm\cafe\01 grey morning.mp3")]
    [InlineData("/mnt/nas/Mira Holm/Café/01 Grey Morning.flac")]
    [InlineData("#EXTINF:201,MIRA HOLM - Grey morning!\nD:\\gone\\x.mp3")]
    [InlineData("#EXTINF:201,Mira Holm - Grey Morning (2011 Remaster)\ny.mp3")]
    [InlineData("elsewhere/Mira Holm - Grey Morning.ogg")]
    [InlineData("file:///mnt/nas/Mira%20Holm/Caf%C3%A9/01%20Grey%20Morning.mp3")]
    public void A_song_of_a_playlist_is_found_by_its_path_then_by_its_names(string lines)
    {
        var report = Import("list.m3u8", "#EXTM3U\n" + lines + "\n");
        Assert.Equal(("M3U playlist", 1, 0, 0), (report.Format, report.Matched, report.Added, report.NotFoundCount));
    }

    [Fact]
    public void Names_are_found_across_scripts_where_both_are_known()
    {
        var report = Import("list.m3u8", "#EXTM3U\n#EXTINF:250,米津玄師 - レモン\nC:\\x\\y.mp3\n");
        Assert.Equal((1, 0), (report.Matched, report.NotFoundCount));
    }

    [Fact]
    public void What_is_not_found_is_listed_and_known_by_name_where_it_has_one()
    {
        var report = Import("list.m3u8", "#EXTM3U\n#EXTINF:100,Nobody - Nowhere\nA/nowhere.mp3\nB/unnamed.mp3\nB/unnamed.mp3\n"
            + "#EXTINF:-1,Radio\nhttp://radio.example/stream\n../Music/Other/01 Grey Morning.mp3\n");
        Assert.Equal((5, 1, 1, 3), (report.Rows, report.Added, report.Matched, report.Skipped));
        Assert.Equal(["Nobody - Nowhere", "B/unnamed.mp3", "B/unnamed.mp3"], report.NotFound);
        Assert.Null(_catalogue.Find("nobody.nowhere")!.Location);
        Assert.Contains(report.Problems, p => p.Place == "line 7" && p.Message.Contains("radio station", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_beside_the_playlist_comes_in_and_one_outside_is_reported_and_never_read()
    {
        var home = Directory.CreateDirectory(_folder.File("home")).FullName;
        AudioFiles.WriteMp3(Path.Combine(home, "new.mp3"), "New", "Me");
        AudioFiles.WriteMp3(_folder.File("secret.mp3"), "Secret", "Them");
        File.CreateSymbolicLink(Path.Combine(home, "link.mp3"), _folder.File("secret.mp3"));
        Directory.CreateSymbolicLink(Path.Combine(home, "way"), _folder.Root);
        File.WriteAllText(Path.Combine(home, "list.m3u"), "new.mp3\n../secret.mp3\nlink.mp3\nway/secret.mp3\n/etc/passwd\n");

        var report = TrackImporter.Import(Path.Combine(home, "list.m3u"), _catalogue);

        Assert.Equal((5, 1, 4), (report.Rows, report.Added, report.Skipped));
        Assert.Equal(4, report.Problems.Count(p => p.Message.Contains("outside the music folder; not read", StringComparison.Ordinal)));
        Assert.Empty(_catalogue.Search("Secret", 5));
        Assert.Equal("Me", Assert.Single(_catalogue.Search("New", 5)).Artist);
        // The folder may be named.
        var wider = TrackImporter.Import(
            Path.Combine(home, "list.m3u"), _catalogue, null, new ImportOptions { MusicFolders = [_folder.Root] });
        Assert.Single(_catalogue.Search("Secret", 5));
        Assert.Equal(1, wider.Added);
    }

    [Fact]
    public void An_upload_reads_no_file_of_this_machine()
    {
        AudioFiles.WriteMp3(_folder.File("beside.mp3"), "Beside", "Me");
        var list = _folder.Write("7f.import", $"beside.mp3\n{_folder.File("beside.mp3")}\nMira Holm/Café/02 Überall.mp3\nother.m3u\n");
        var report = TrackImporter.Import(list, _catalogue, null, new ImportOptions { Name = "phone.m3u8", MusicFolders = [] });
        Assert.Equal((1, 0, 3), (report.Matched, report.Added, report.Skipped));
    }

    [Fact]
    public void Playlists_in_playlists_are_followed_and_circles_are_not()
    {
        File.WriteAllText(_folder.File("a.m3u"), "b.m3u\na.m3u\nMusic/Other/01 Grey Morning.mp3\nnone.m3u\n../out.m3u\n");
        File.WriteAllText(_folder.File("b.m3u"), "a.m3u\nMusic/Mira Holm/Café/02 Überall.mp3\n");
        for (var i = 0; i < 20; i++)
            File.WriteAllText(_folder.File($"deep{i}.m3u"), $"deep{i + 1}.m3u\n");

        var report = TrackImporter.Import(_folder.File("a.m3u"), _catalogue);

        Assert.Equal((2, 4), (report.Matched, report.Skipped));
        Assert.Equal(["b.m3u, line 1: the playlist a.m3u leads back to itself; not read again",
            "line 2: the playlist a.m3u leads back to itself; not read again", "line 4: there is no playlist none.m3u; skipped",
            "line 5: the playlist ../out.m3u lies outside the music folder; not read"], report.Problems.Select(p =>
                $"{p.Place}: {p.Message}"));
        Assert.Contains("nested more than 8 deep",
            Assert.Single(TrackImporter.Import(_folder.File("deep0.m3u"), _catalogue).Problems).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pls_xspf_jspf_itunes_and_rekordbox_name_songs_each_in_its_way()
    {
        var path = Path.Combine(_music, "Mira Holm", "Café", "02 Überall.mp3");
        var address = new Uri(path).AbsoluteUri;
        foreach (var (name, format, text) in new[]
        {
            ("list.pls", "PLS playlist",
                $"[playlist]\nTitle1=Mira Holm - " +
                $"Überall\nFile1={path}\nLength1=201\nFile2=http://radio.example/\nNumberOfEntries=2\nVersion=2\n"),
            ("list.xspf", "XSPF playlist", $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <playlist version="1" xmlns="http://xspf.org/ns/0/"><title>L</title><trackList><track><location>{address}</location>
                <title>Überall</title><creator>Mira Holm</creator></track><track><title>Radio</title></track></trackList></playlist>
                """),
            ("list.jspf", "JSPF playlist", $$"""
                {"playlist":{"title":"L","creator":"me","track":[{"location":["{{address}}"],"title":"Überall","creator":"Mira Holm"},{"title":"Radio","creator":""}]} }
                """),
            ("Library.xml", "iTunes library", $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0"><dict><key>Major Version</key><integer>1</integer><key>Tracks</key><dict>
                <key>101</key><dict><key>Track ID</key><integer>101</integer><key>Name</key><string>Überall</string><key>Artist</key>
                <string>Mira Holm</string><key>BPM</key><integer>124</integer><key>Location</key><string>{address}</string></dict>
                <key>102</key><dict><key>Name</key><string>Episode</string><key>Artist</key><string>P</string><key>Podcast</key><true/></dict>
                <key>103</key><dict><key>Name</key><string>No artist</string></dict>
                </dict><key>Playlists</key><array><dict><key>Name</key><string>Artist</string></dict></array></dict></plist>
                """),
            ("rekordbox.xml", "rekordbox collection", """
                <?xml version="1.0" encoding="UTF-8"?>
                <DJ_PLAYLISTS Version="1.0.0"><PRODUCT Name="rekordbox"/><COLLECTION Entries="1">
                <TRACK TrackID="1" Name="überall" Artist="MIRA HOLM" Genre="House" AverageBpm="124.00" Location="file://localhost/C:/Musik/x.mp3"/>
                <TRACK TrackID="2" Name="No artist" Artist=""/></COLLECTION>
                <PLAYLISTS><NODE Name="ROOT"><TRACK Key="1"/></NODE></PLAYLISTS></DJ_PLAYLISTS>
                """),
        })
        {
            var report = Import(name, text);
            Assert.Equal((format, 1, 0, true), (report.Format, report.Matched, report.Added, report.Complete));
            Assert.Equal(format == "JSPF playlist" ? 0 : 1, report.Skipped);
        }
        // The player knew the tempo, the file's tags did not.
        Assert.Equal(124, Assert.Single(_catalogue.Search("Überall", 5)).Tempo);
    }

    [Theory]
    [InlineData("<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY l2 \"&lol;&lol;\">]><playlist><title>&l2;</title></playlist>",
        "declares XML entities")]
    [InlineData("<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><playlist><title>&x;</title></playlist>", "declares XML entities")]
    public void Xml_that_declares_entities_is_refused(string xml, string said) =>
        Assert.Contains(said, Assert.Throws<MusicException>(() => Import("bomb.xspf", xml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("<playlist xmlns=\"http://xspf.org/ns/0/\"><trackList><track><title>A</title><creator>B</creator></track><track><title>C")]
    [InlineData("<playlist xmlns=\"http://xspf.org/ns/0/\"><trackList><track><title>A</title><creator>B</creator></track><x>&unknown;</x></trackList></playlist>")]
    public void Damaged_xml_keeps_what_came_before_and_says_so(string xml)
    {
        var report = Import("list.xspf", xml);
        Assert.Equal((1, false), (report.Added, report.Complete));
        Assert.Contains("damaged or cut short at line 1", report.LastProblem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_end_is_refused()
    {
        var xml = "<playlist xmlns=\"http://xspf.org/ns/0/\"><trackList><track><title>" + new string('x', 1 << 20)
            + "</title></track></trackList></playlist>";
        Assert.Contains("more than 4096 letters", Import("list.xspf", xml).LastProblem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_playlist_of_ours_comes_back_whole()
    {
        var songs = _catalogue.All().ToList();
        foreach (var format in new[] { PlaylistFormat.M3U8, PlaylistFormat.Xspf, PlaylistFormat.Jspf })
        {
            foreach (var style in Enum.GetValues<PathStyle>())
            {
                var file = Path.Combine(_music, $"all.{format}".ToLowerInvariant());
                using (var stream = File.Create(file))
                    PlaylistWriter.Write("All", songs, format, stream, new PlaylistOptions { Paths = style, Folder = _music });
                var report = TrackImporter.Import(file, _catalogue);
                // Two files share a name: by the name alone they are told apart by artist and title.
                Assert.Equal((songs.Count, 0, 0), (report.Matched, report.Added, report.Skipped));
            }
        }
    }

    private ImportReport Import(string name, string text)
    {
        var folder = Directory.CreateDirectory(_folder.File("lists")).FullName;
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
        return TrackImporter.Import(Path.Combine(folder, name), _catalogue);
    }

    private void Own(string path, string artist, string title)
    {
        var full = Path.Combine(_music, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        AudioFiles.WriteMp3(full, title, artist);
    }
}
