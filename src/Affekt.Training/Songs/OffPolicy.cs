namespace Affekt.Training.Songs;

/// <summary>A song that was offered, for judging a policy other than the one that offered it.</summary>
/// <param name="Reward">What came of it.</param>
/// <param name="Logged">The probability with which the logging policy offered the song: above 0.</param>
/// <param name="Judged">The probability with which the judged policy would have offered it.</param>
/// <param name="Expected">What a model of rewards expects of the song.</param>
public readonly record struct LoggedSong(double Reward, double Logged, double Judged, double Expected);

/// <summary>Estimates what a policy would have earned, from what another one logged.</summary>
public static class OffPolicy
{
    /// <summary>Inverse propensity scores: unbiased when the logged propensities are right, but noisy.</summary>
    /// <param name="songs">Every song that was offered.</param>
    /// <param name="lists">In how many lists.</param>
    /// <returns>The expected reward of a list: the sum over its songs.</returns>
    public static double InversePropensity(IReadOnlyCollection<LoggedSong> songs, int lists)
    {
        ArgumentNullException.ThrowIfNull(songs);
        return songs.Sum(song => song.Judged / song.Logged * song.Reward) / lists;
    }

    /// <summary>Self-normalised (Swaminathan and Joachims 2015): a little biased, much less noisy.</summary>
    /// <param name="songs">Every song that was offered.</param>
    /// <param name="length">How many songs the judged policy's lists have.</param>
    public static double SelfNormalised(IReadOnlyCollection<LoggedSong> songs, double length)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var weight = songs.Sum(song => song.Judged / song.Logged);
        return weight > 0 ? length * songs.Sum(song => song.Judged / song.Logged * song.Reward) / weight : 0;
    }

    /// <summary>Doubly robust (Dudik, Langford and Li 2011): what the model expects, corrected by what was seen to differ;
    /// right when either the model or the propensities are.</summary>
    /// <param name="songs">Every song that was offered.</param>
    /// <param name="lists">In how many lists.</param>
    /// <param name="expected">What the model expects of a list of the judged policy, on average.</param>
    public static double DoublyRobust(IReadOnlyCollection<LoggedSong> songs, int lists, double expected)
    {
        ArgumentNullException.ThrowIfNull(songs);
        return expected + songs.Sum(song => song.Judged / song.Logged * (song.Reward - song.Expected)) / lists;
    }
}
