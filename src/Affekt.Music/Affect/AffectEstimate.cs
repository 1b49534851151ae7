using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>Works out where a song lies from all that is known of it.</summary>
public static class AffectEstimate
{
    /// <summary>The doubt about a song of which nothing is known.</summary>
    public const double UnknownUncertainty = 0.5;

    /// <summary>
    /// The place of a song: from mood words and audio features, each weighted by its precision (the inverse of its variance);
    /// without either, from the genre; without that, the middle.
    /// </summary>
    /// <param name="moods">Mood words; those outside the table are passed over.</param>
    /// <param name="features">Audio features, where known.</param>
    /// <param name="context">Title, genres, year and length, as far as known.</param>
    /// <param name="model">The model for the features.</param>
    /// <returns>The place and its <see cref="AffectSource"/>.</returns>
    public static (UncertainAffect Place, string Source) Of(
        IEnumerable<string> moods, AudioFeatures? features, SongContext context, AffectModel model)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        var words = MoodWords.Place(moods);
        if (features is null)
        {
            return words is { } told ? (told, AffectSource.Words)
                : context.GenreNames.Select(GenreAffect.Place).FirstOrDefault(place => place is not null) is { } usual
                    ? (usual, AffectSource.Genre)
                : (new UncertainAffect(default, UnknownUncertainty), AffectSource.Unknown);
        }
        var heard = model.Predict(features, context);
        return words is { } said ? (Combine(said, heard), AffectSource.WordsAndFeatures) : (heard, AffectSource.Features);
    }

    private static UncertainAffect Combine(UncertainAffect a, UncertainAffect b)
    {
        var (wa, wb) = (1 / (a.Uncertainty * a.Uncertainty), 1 / (b.Uncertainty * b.Uncertainty));
        return new UncertainAffect(a.Affect.MoveTowards(b.Affect, wb / (wa + wb)), Math.Sqrt(1 / (wa + wb)));
    }
}
