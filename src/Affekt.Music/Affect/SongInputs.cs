namespace Affekt.Music.Affect;

/// <summary>What the trees see of a song: its sound, the mean sound of its artist's other songs, how many these are, and
/// genre, year, length, key, metre and success in the charts.</summary>
public static class SongInputs
{
    private const double Doubt = 1.5; // songs' worth of doubt about an artist's sound

    /// <summary>The number of inputs.</summary>
    public const int Width = 2 * FeatureScaling.Width + 1 + ContextRegression.Plain;

    /// <param name="sound">[9] The scaled features of the song.</param>
    /// <param name="context">What else is known; what is not, is 0, which is the mean of all songs.</param>
    /// <param name="scaling">Scales the artist's features likewise.</param>
    public static double[] Of(double[] sound, SongContext context, FeatureScaling scaling)
    {
        var row = new double[Width];
        sound.CopyTo(row, 0);
        if (context.Artist is { } artist)
        {
            // Few songs tell little: the fewer, the nearer to the mean of all.
            var share = artist.Songs / (artist.Songs + Doubt);
            var mean = scaling.Apply(artist.Mean);
            for (var j = 0; j < mean.Length; j++)
                row[FeatureScaling.Width + j] = share * mean[j];
            row[2 * FeatureScaling.Width] = Math.Log(1 + artist.Songs);
        }
        ContextRegression.Fill(context, row.AsSpan(2 * FeatureScaling.Width + 1));
        return row;
    }
}
