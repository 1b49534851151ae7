using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>Reads a song from a row under the columns of <see cref="SongColumns"/>, whatever file the row is from.</summary>
internal static class AnySong
{
    /// <summary>Songs on a person's own lists are known at least to that person.</summary>
    private const double OwnListPopularity = 50;

    private const double TagUncertainty = 0.3;

    /// <summary>True when a table with these columns names songs.</summary>
    public static bool Fits(IReadOnlyDictionary<string, int> columns) =>
        columns.ContainsKey(SongColumns.Title) && columns.ContainsKey(SongColumns.Artist);

    /// <summary>True when the nine audio features are among the columns.</summary>
    public static bool HasFeatures(IReadOnlyDictionary<string, int> columns) => TrackRow.FeatureColumns.All(columns.ContainsKey);

    /// <summary>The song of a row.</summary>
    /// <param name="row">The row, under the columns of <see cref="SongColumns"/>.</param>
    /// <param name="isOwnList">True for what a person listens to, false for a collection of somebody's.</param>
    /// <exception cref="UnusableRowException">The row has no title or no artist.</exception>
    public static RawTrack Read(TrackRow row, bool isOwnList)
    {
        var title = row.Required(SongColumns.Title);
        var artist = string.Join(" & ", row.Names(SongColumns.Artist));
        if (artist.Length == 0)
            throw new UnusableRowException("no artist; skipped");
        WarnOfDamage(row, title, artist);
        // A song that we know under another spelling stays one song.
        var id = SongIds.Of(row) ?? StarterCatalogue.Same(artist, title)?.Id ?? TrackIds.Of(artist, title);
        var genres = row.Names(SongColumns.Genre).SelectMany(
            genre => genre.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        return new RawTrack(id, title, artist, row.Year(SongColumns.Year), genres is [var first, ..] ? first : "",
            row.Popularity(SongColumns.Popularity, isOwnList ? OwnListPopularity : TrackFormat.UnknownPopularity))
        {
            Style = string.Join(", ", genres.Skip(1)),
            Explicit = row.Truth(SongColumns.Explicit),
            Moods = row.Names(SongColumns.Mood),
            // With sound features the tempo is one of them.
            Tempo = row.Text("energy").Length == 0 && row.Number("tempo") is >= 20 and <= 400 and var tempo ? tempo : null,
            Language = row.Text(SongColumns.Language) is { Length: 2 or 3 } language ? language.ToLowerInvariant() : "",
            Lists = [row.Text(SongColumns.List), row.Text(SongColumns.Album)],
            Seconds = row.Length(SongColumns.Length),
            Given = Tagged(row),
        };
    }

    /// <summary>A place from listeners' tags on the scale from 1 to 9 that norms of words use.</summary>
    private static (UncertainAffect, string)? Tagged(TrackRow row) =>
        row.Number(SongColumns.ValenceTags) is >= 1 and <= 9 and var valence
            && row.Number(SongColumns.ArousalTags) is >= 1 and <= 9 and var arousal
            ? (new UncertainAffect(new ValenceArousal((valence - 5) / 4, (arousal - 5) / 4), TagUncertainty), AffectSource.Words)
            : null;

    private static void WarnOfDamage(TrackRow row, string title, string artist)
    {
        if (IsDamaged(title) || IsDamaged(artist))
            row.Note($"letters of '{title}' by '{artist}' could not be read; save the file as UTF-8 and import it again");
    }

    private static bool IsDamaged(string text) => text.AsSpan().ContainsAny('\uFFFD', '\u0081', '\u008D')
        || text.AsSpan().ContainsAny('\u008F', '\u0090', '\u009D');
}
