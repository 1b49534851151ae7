using System.Text;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

/// <summary>Tables and exports of every make: made-up songs in the makers' formats.</summary>
public sealed class AnyTableTests : IDisposable
{
    private const string Id = "0aB1cD2eF3gH4iJ5kL6mN7";
    private const string Sound = "danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo";
    private const string Heard = "0.404,0.2,2,-4.605,0,0.05,0.2512,0.19,0.3422,0.539,173.2";

    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _catalogue;

    public AnyTableTests() => _catalogue = SqliteCatalogue.Open(_folder.File("catalogue.db"));

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string> Makes { get; } = new()
    {
        { "Exportify (exportify.net)", $"""
            Track URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Added By,Added At,Genres,Record Label,Danceability,Energy,Key,Loudness,Mode,Speechiness,Acousticness,Instrumentalness,Liveness,Valence,Tempo,Time Signature
            spotify:track:{Id},"Grey, Quiet Morning","Album","Mira Holm;Guest O",1990-01-01,201000,40,true,me,2024-01-01T00:00:00Z,"indie folk,chamber pop","Label, Ltd.",0.404,0.2,2,-4.605,0,0.228,0.2512,0.19153,0.3422,0.539,173.221,4
            """, Id },
        { "Exportify (watsonbox)", $"""
            "Track URI","Track Name","Artist URI(s)","Artist Name(s)","Album URI","Album Name","Album Artist URI(s)","Album Artist Name(s)","Album Release Date","Album Image URL","Disc Number","Track Number","Track Duration (ms)","Track Preview URL","Explicit","Popularity","ISRC","Added By","Added At"
            "spotify:track:{Id}","Grey, Quiet Morning","spotify:artist:x","Mira Holm, Guest O","spotify:album:x","Album","","Various","1990-01-01","https://i.example/x","1","3","201000","","true","40","DEA120000000","me","2024-01-01"
            """, Id },
        { "TuneMyMusic", $"""
            Track name,Artist name,Album,Playlist name,Type,ISRC,Spotify - id
            "Grey, Quiet Morning",Mira Holm,Album,My list,Playlist,DEA120000000,{Id}
            """, Id },
        { "Soundiiz (long)", """
            title;artist;album;isrc;addedDate;addedBy;duration;url
            "Grey, Quiet Morning";"Mira Holm";Album;DE-A12-00-00000;2024-01-01;me;201;https://x.example/0
            """, "isrc:DEA120000000" },
        { "Soundiiz", """
            title,artist,album,isrc
            "Grey, Quiet Morning",Mira Holm,Album,DEA120000000
            """, "isrc:DEA120000000" },
        { "Last.fm scrobbles", """
            "uts","utc_time","artist","artist_mbid","album","album_mbid","track","track_mbid"
            "1704067200","01 Jan 2024, 10:00","Mira Holm","","Album","","Grey, Quiet Morning","0F0E0D0C-0b0a-4908-8706-050403020100"
            """, "mbid:0f0e0d0c-0b0a-4908-8706-050403020100" },
        { "Last.fm scrobbles without header", """
            Mira Holm,Album,"Grey, Quiet Morning",01 Jan 2024 10:00
            Mira Holm,Album,"Grey, Quiet Morning",02 Jan 2024 10:00
            """, "mira-holm.grey-quiet-morning" },
        { "Last.fm scrobbles (lastfmstats)", """
            Artist;Album;AlbumId;Track;Date#someone
            "Mira Holm";"Album";"";"Grey, Quiet Morning";"1704067200000"
            """, "mira-holm.grey-quiet-morning" },
        { "Shazam", """
            Shazam Library
            Index,TagTime,Title,Artist,URL,TrackKey
            0,2024-01-01,"Grey, Quiet Morning","Mira Holm",https://www.shazam.com/track/0,0
            """, "mira-holm.grey-quiet-morning" },
        { "YouTube Music library", """
            Video ID,Song Title,Album Title,Artist Name 1
            aB3_-6789xy,"Grey, Quiet Morning",Album,Mira Holm
            """, "youtube:aB3_-6789xy" },
        { "YouTube Music library", """
            Song URL,Song Title,Album Title,Artist Names
            https://music.youtube.com/watch?v=aB3_-6789xy,"Grey, Quiet Morning",Album,Mira Holm
            """, "youtube:aB3_-6789xy" },
        { "Muse v3", $"""
            lastfm_url,track,artist,seeds,number_of_emotion_tags,valence_tags,arousal_tags,dominance_tags,mbid,spotify_id,genre
            https://www.last.fm/x,"Grey, Quiet Morning","Mira Holm","['sad']",3,3.00,7.00,5.0,,{Id},folk
            """, Id },
        { "tracks.csv (586k)", $"""
            id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,{Sound},time_signature
            {Id},"Grey, Quiet Morning",20,180000,1,"['Mira Holm', ""Guest O'Neil""]","['x']",1990-02-22,{Heard},4
            """, Id },
        { "SpotifyFeatures.csv (232k)", $"""
            genre,artist_name,track_name,track_id,popularity,acousticness,danceability,duration_ms,energy,instrumentalness,key,liveness,loudness,mode,speechiness,tempo,time_signature,valence
            Movie,Mira Holm,"Grey, Quiet Morning",{Id},0,0.611,0.389,99373,0.91,0,C#,0.346,-1.828,Major,0.0525,166.969,4/4,0.814
            """, Id },
        { "data.csv (160k)", $"""
            valence,year,acousticness,artists,danceability,duration_ms,energy,explicit,id,instrumentalness,key,liveness,loudness,mode,name,popularity,release_date,speechiness,tempo
            0.0594,1990,0.982,"['Mira Holm']",0.279,831667,0.211,0,{Id},0.878,10,0.665,-20.096,1,"Grey, Quiet Morning",4,1990,0.0366,80.954
            """, Id },
        { "table of songs", "Titel\tInterpret\tJahr\nGrey, Quiet Morning\tMira Holm\t1990\n", "mira-holm.grey-quiet-morning" },
        { "table of songs", "sep=;\nTITRE ; ARTISTE\nGrey, Quiet Morning;Mira Holm\n", "mira-holm.grey-quiet-morning" },
        { "table of songs", "曲名,アーティスト\n\"Grey, Quiet Morning\",Mira Holm\n", "mira-holm.grey-quiet-morning" },
        { "table of songs", "Название|Исполнитель\nGrey, Quiet Morning|Mira Holm\n", "mira-holm.grey-quiet-morning" },
        { "table of songs", "Título;Artista;Link\nGrey, Quiet Morning;Mira Holm;https://www.deezer.com/en/track/12345\n", "deezer:12345" },
        { "table of songs", $"Song Name,Artist,url\n\"Grey, Quiet Morning\",Mira " +
            $"Holm,https://open.spotify.com/intl-de/track/{Id}?si=x\n", Id },
    };

    [Theory, MemberData(nameof(Makes))]
    public void A_known_make_is_told_by_its_header_and_its_songs_keep_their_ids(string make, string text, string id)
    {
        var report = Import(text);

        Assert.Equal((make, 1, 0, true), (report.Format, report.Added, report.Skipped, report.Complete));
        Assert.Equal(0, report.ProblemCount);
        var song = Assert.Single(_catalogue.All());
        Assert.Equal((id, "Grey, Quiet Morning"), (song.Id, song.Title));
        Assert.StartsWith("Mira Holm", song.Artist, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_make_says_of_a_song_is_kept()
    {
        Import(((ITheoryDataRow)Makes.First()).GetData()[1]!.ToString()!);
        var song = _catalogue.Find(Id)!;
        Assert.Equal(("Mira Holm & Guest O", 1990, "indie folk", 40.0, true, 173.221, AffectSource.Features),
            (song.Artist, song.Year!.Value, song.Genre, song.Popularity, song.Explicit, song.Tempo!.Value, song.Source));
        Import(Row("Muse v3"));
        Assert.Equal((new ValenceArousal(-.5, .5), AffectSource.Words), (_catalogue.Find(Id)!.Affect, _catalogue.Find(Id)!.Source));
        Import(Row("tracks.csv (586k)"));
        Assert.Equal("Mira Holm & Guest O'Neil", _catalogue.Find(Id)!.Artist);
    }

    [Fact]
    public void Capitals_and_blanks_do_not_hide_a_known_format()
    {
        var report = Import($"""
            Track ID,Track Name,Track Artist,Track Popularity,Track Album Release Date,Playlist Genre,{Sound.ToUpperInvariant()}
            1,Fine,Somebody,55,1999-05-20,pop,{Heard}
            """);
        Assert.Equal(("spotify_songs.csv (TidyTuesday)", 1), (report.Format, report.Added));
        Assert.Equal(0.2, _catalogue.FeaturesOf("1")!.Energy);
    }

    [Fact]
    public void Decimal_commas_are_read_where_semicolons_part_the_fields()
    {
        var report = Import($"Title;Artist;{Sound.Replace(',', ';')}\nSong;Singer;{Heard.Replace(',', ';').Replace('.', ',')}\n");
        Assert.Equal((1, 0), (report.Added, report.ProblemCount));
        Assert.Equal((0.2, -4.605), (_catalogue.FeaturesOf("singer.song")!.Energy, _catalogue.FeaturesOf("singer.song")!.Loudness));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("windows-1252", false)]
    public void The_encoding_is_told_by_the_content(string encoding, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var letters = Encoding.GetEncoding(encoding);
        var text = letters.GetBytes("title,artist\n\"Naïve été – “señal”\",Café Müller\nLos Niños,Ørsted & Sønner\n");
        File.WriteAllBytes(_folder.File("list.csv"), [.. mark ? letters.GetPreamble() : [], .. text]);

        var report = TrackImporter.Import(_folder.File("list.csv"), _catalogue);

        Assert.Equal((2, 0), (report.Added, report.Skipped));
        Assert.Equal(["Café Müller: Naïve été – “señal”", "Ørsted & Sønner: Los Niños"],
            _catalogue.All().Select(song => $"{song.Artist}: {song.Title}"));
        // A guess is said, certainty is not.
        Assert.Equal(encoding == "windows-1252" ? 1 : 0, report.ProblemCount);
        Assert.All(report.Problems, problem => Assert.Contains("read as windows-1252", problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("windows-1251", "Белый трамвай", "Мария Левина")]
    [InlineData("shift_jis", "夜の電車がゆっくり走る", "椎名みかんと仲間たち")]
    [InlineData("euc-kr", "밤하늘의 작은 별빛 아래", "김하늘과 친구들")]
    public void Other_scripts_in_old_encodings_are_read_and_said(string encoding, string title, string artist)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"{title} {i},{artist}\n"));
        File.WriteAllBytes(_folder.File("list.csv"), Encoding.GetEncoding(encoding).GetBytes("title,artist\n" + rows));

        var report = TrackImporter.Import(_folder.File("list.csv"), _catalogue);

        Assert.Equal(20, report.Added);
        Assert.All(_catalogue.All(), song => Assert.Equal(artist, song.Artist));
        Assert.Contains("the letters were read as", Assert.Single(report.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_that_cannot_be_read_is_never_silent()
    {
        // UTF-8 with one byte damaged, and a name that was damaged before.
        byte[] text = [.. Encoding.UTF8.GetBytes("title,artist\nÄÖÜäöü,Ñandú\nKl"), 0xFF,
            .. Encoding.UTF8.GetBytes("nge,Grün\nLost \uFFFD,Weg\n")];
        File.WriteAllBytes(_folder.File("list.csv"), text);

        var report = TrackImporter.Import(_folder.File("list.csv"), _catalogue);

        Assert.Equal((3, 2), (report.Added, report.ProblemCount));
        Assert.Equal(["line 3", "line 4"], report.Problems.Select(problem => problem.Place));
        Assert.All(report.Problems, problem => Assert.Contains("could not be read", problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("['A', 'B']", "A & B")]
    [InlineData("[\"10,000 Lanterns\", \"It's\"]", "10,000 Lanterns & It's")]
    [InlineData(@"['Guns N\' Roses']", "Guns N' Roses")]
    [InlineData("[Bracketed]", "[Bracketed]")]
    [InlineData("A;B ; C", "A & B & C")]
    [InlineData("AC/DC, Live", "AC/DC, Live")]
    public void Lists_in_cells_become_credits(string cell, string credit)
    {
        Import($"title\tartist\nSong\t{cell}\n");
        Assert.Equal(credit, Assert.Single(_catalogue.All()).Artist);
    }

    [Fact]
    public void A_damaged_or_empty_row_is_skipped_with_its_reason_and_the_rest_is_kept()
    {
        var report = Import("title,artist\nOne,A\n,B\nTwo,\nThree,C\nThree,C\n");
        Assert.Equal((5, 2, 1, 2), (report.Rows, report.Added, report.Duplicates, report.Skipped));
        Assert.Equal(["line 3: no title; skipped", "line 4: no artist; skipped"], report.Problems.Select(p => $"{p.Place}: {p.Message}"));
    }

    [Theory]
    [InlineData("夜に駆ける", "YOASOBI", "yoasobi.yoru-ni-kakeru")]
    [InlineData("YORU NI KAKERU", "Yoasobi", "yoasobi.yoru-ni-kakeru")]
    [InlineData("Группа крови", "КИНО", "kino.gruppa-krovi")]
    [InlineData("Миллион Алых Роз", "Алла Пугачева", "alla-pugacheva.million-alykh-roz")]
    [InlineData("강남스타일 (Gangnam Style)", "싸이", "psy.gangnam-style")]
    [InlineData("أنت عمري", "أم كلثوم", "umm-kulthum.enta-omri")]
    public void A_well_known_song_is_known_in_both_of_its_scripts(string title, string artist, string id)
    {
        Import($"title,artist\n{title},{artist}\n");
        var ours = StarterCatalogue.Instance.Find(id)!;
        var song = Assert.Single(_catalogue.All());
        Assert.Equal((id, title), (song.Id, song.Title));
        Assert.Equal(ours.Moods, song.Moods);
        Assert.Equal((ours.Year, ours.Language), (song.Year, song.Language));
    }

    private static string Row(string make) =>
        Makes.Select(row => ((ITheoryDataRow)row).GetData()).First(data => (string)data[0]! == make)[1]!.ToString()!;

    private ImportReport Import(string text) => TrackImporter.Import(_folder.Write("list.csv", text), _catalogue);
}
