using System.Collections.Frozen;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>
/// What tables and exports say of a song, under one name each, and the headers that people and services give it. Case, accents,
/// blanks and punctuation of a header do not matter.
/// </summary>
internal static class SongColumns
{
    public const string Title = "title";
    public const string Artist = "artist";
    public const string Album = "album";
    public const string Year = "year";
    public const string Genre = "genre";
    public const string Popularity = "popularity";
    public const string Spotify = "spotify";
    public const string Isrc = "isrc";
    public const string Deezer = "deezer";
    public const string YouTube = "youtube";
    public const string MusicBrainz = "musicbrainz";
    public const string Address = "address";
    public const string Length = "length";
    public const string Explicit = "explicit";
    public const string Mood = "mood";
    public const string List = "list";
    public const string Language = "language";
    public const string Location = "location";
    public const string Mode = "mode";
    public const string Metre = "time_signature";
    public const string ValenceTags = "valence_tags";
    public const string ArousalTags = "arousal_tags";

    // In order: of two headers for one thing the earlier counts.
    private static readonly (string Column, string[] Headers)[] Names =
    [
        (Title,
        [
            "track name", "track title", "song name", "song title", "master_metadata_track_name", "title", "track", "song",
            "titel", "songtitel", "liedtitel", "Lied", "Liedname", "titre", "titre de la chanson",
            "nom du titre", "morceau", "chanson", "título", "título de la canción", "nombre de la canción", "canción", "tema",
            "titolo", "titolo del brano", "brano", "canzone", "título da música", "nome da música", "nome da faixa", "música",
            "faixa", "tytuł", "tytuł utworu", "nazwa utworu", "utwór", "piosenka", "låt", "låtnamn", "låttitel", "sang",
            "sangtitel", "sangnavn", "kappale", "kappaleen nimi", "nummer titel", "liedje", "şarkı", "şarkı adı", "parça",
            "parça adı", "název", "skladba", "název skladby", "cím", "dal", "titlu", "piesă", "название", "название трека",
            "название песни", "песня", "трек", "композиция", "назва", "назва пісні", "пісня", "τίτλος", "τραγούδι",
            "שם השיר", "כותרת", "العنوان", "عنوان الأغنية", "الأغنية", "गीत", "शीर्षक", "曲名", "曲", "タイトル", "トラック名",
            "楽曲名", "歌曲", "歌名", "歌曲名", "歌曲名称", "标题", "標題", "曲目", "제목", "노래", "노래 제목", "곡명", "곡",
            "name", "nom", "nombre", "nome", "nazwa", "namn", "navn", "naam", "nimi", "ad", "имя",
        ]),
        (Artist,
        [
            "track artist", "artist name(s)", "artist name", "artist names", "artist name 1", "artists", "artist",
            "artist credit", "master_metadata_album_artist_name", "main artist", "performer", "creator", "band", "singer",
            "interpret", "interpreten", "künstler", "künstlername", "name des künstlers", "interprète", "interprètes",
            "artiste", "artistes", "nom de l'artiste", "artista", "artistas", "nombre del artista", "nome do artista",
            "nome dell'artista", "nome artista", "intérprete", "cantante", "cantor", "artiest", "uitvoerende", "wykonawca",
            "wykonawcy", "artysta", "zespół", "artistnamn", "kunstner", "esittäjä", "artisti", "sanatçı", "sanatçı adı",
            "interpret skladby", "umělec", "előadó", "исполнитель", "исполнители", "артист", "группа", "виконавець",
            "καλλιτέχνης", "אמן", "שם האמן", "الفنان", "اسم الفنان", "कलाकार", "アーティスト", "アーティスト名", "歌手",
            "艺术家", "藝術家", "艺人", "藝人", "演出者", "表演者", "가수", "아티스트", "아티스트명", "album artist",
            "album artist name(s)", "album artist name",
        ]),
        (Album,
        [
            "track album name", "album name", "album title", "album", "release name", "release",
            "master_metadata_album_album_name", "álbum", "albumtitel", "titre de l'album", "título del álbum", "disco",
            "альбом", "アルバム", "专辑", "專輯", "앨범", "الألبوم",
        ]),
        (Year,
        [
            "track album release date", "album release date", "release date", "releasedate", "release year", "year", "released",
            "jahr", "erscheinungsjahr", "année", "año", "anno", "ano", "rok", "år", "год", "年", "年份", "발매일",
        ]),
        (Genre,
        [
            "track genre", "playlist genre", "genre", "genres", "main genre", "musikrichtung", "género", "genere", "gênero",
            "gatunek", "жанр", "ジャンル", "流派", "장르",
        ]),
        (Popularity, ["track popularity", "popularity", "spotify popularity"]),
        (Spotify,
        [
            "spotify track uri", "spotify track id", "spotify uri", "spotify id", "spotify - id", "spotify", "track uri", "track id",
        ]),
        (Isrc, ["isrc", "track isrc", "isrc code", "isrcs"]),
        (Deezer, ["deezer id", "deezer track id", "deezer - id", "deezer"]),
        (YouTube, ["video id", "youtube id", "youtube - id", "youtube music - id", "youtube url", "youtube video id"]),
        (MusicBrainz,
        [
            "recording mbid", "track mbid", "mbid", "musicbrainz track id", "musicbrainz recording id", "musicbrainz_trackid",
        ]),
        (Address,
        [
            "id", "uri", "url", "song url", "track url", "title url", "link", "identifier", "spotify url", "song id",
        ]),
        (Length,
        [
            "duration ms", "duration (ms)", "track duration (ms)", "length ms", "duration", "length", "total time", "time",
            "dauer", "länge", "durée", "duración", "durata", "duração",
        ]),
        (Explicit, ["explicit", "is explicit"]),
        (Mood, ["mood", "moods", "seeds", "stimmung", "tmoo"]),
        ("tempo", ["tempo", "bpm", "average bpm", "beats per minute"]),
        (List, ["playlist name", "playlist", "playlist title", "wiedergabeliste"]),
        (Language, ["language", "sprache", "langue", "idioma"]),
        (Location, ["location", "file", "file path", "filepath", "path", "filename", "file name", "datei", "dateipfad"]),
        (Mode, ["mode"]),
        (Metre, ["time signature"]),
        (ValenceTags, ["valence_tags"]),
        (ArousalTags, ["arousal_tags"]),
        .. TrackRow.FeatureColumns.Where(feature => feature != "tempo").Select(feature => (feature, new[] { feature })),
    ];

    private static readonly FrozenDictionary<string, (int Column, int Rank)> ByHeader =
        Names.SelectMany((entry, column) => entry.Headers.Select((header, rank) => (Key: Normal(header), Column: column, Rank: rank)))
            .DistinctBy(entry => entry.Key).ToFrozenDictionary(entry => entry.Key, entry => (entry.Column, entry.Rank));

    /// <summary>All columns, in a fixed order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(entry => entry.Column)];

    /// <summary>The place of every column in <see cref="All"/>.</summary>
    public static FrozenDictionary<string, int> Places { get; } =
        All.Select((column, place) => (column, place)).ToFrozenDictionary(pair => pair.column, pair => pair.place);

    /// <summary>A header without case, accents, blanks and punctuation.</summary>
    public static string Normal(string header) => TextKey.Of(header);

    /// <summary>Which column a header names: its place in <see cref="All"/>, and how well (0 is best).</summary>
    public static bool TryFind(string normalHeader, out int column, out int rank)
    {
        var found = ByHeader.TryGetValue(normalHeader, out var entry);
        (column, rank) = entry;
        return found;
    }

    /// <summary>Where in a header each column stands; of several headers for one thing the best.</summary>
    public static Dictionary<string, int> Of(IReadOnlyList<string> header)
    {
        var best = new Dictionary<string, (int At, int Rank)>(StringComparer.Ordinal);
        for (var at = 0; at < header.Count; at++)
        {
            if (TryFind(Normal(header[at]), out var column, out var rank)
                && (!best.TryGetValue(All[column], out var before) || rank < before.Rank))
                best[All[column]] = (at, rank);
        }
        return best.ToDictionary(entry => entry.Key, entry => entry.Value.At, StringComparer.Ordinal);
    }
}
