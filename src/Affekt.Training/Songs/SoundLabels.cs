using System.Globalization;
using Affekt.Sound;

namespace Affekt.Training.Songs;

/// <summary>A song that listeners said their feelings about.</summary>
/// <param name="File">Its path.</param>
/// <param name="Genre">Its genre.</param>
/// <param name="Valence">In deviations from the mean of all songs.</param>
/// <param name="Arousal">In deviations from the mean of all songs.</param>
/// <param name="Features">What it sounds like.</param>
public sealed record HeardSong(string File, string Genre, double Valence, double Arousal, SoundFeatures Features);

/// <summary>Reads and hears a folder with labels.csv: <c>file,genre,listeners</c> and the share of listeners who felt each of nine
/// emotions of the Geneva scale.</summary>
public static class SoundLabels
{
    // Emotions by their part in each axis.
    private static readonly (string Emotion, double Valence, double Arousal)[] Axes =
    [
        ("amazement", 1, 0), ("tenderness", 1, -1), ("nostalgia", 0, -0.5), ("calmness", 1, -1), ("power", 0, 1),
        ("joyful_activation", 1, 1), ("tension", -1, 1), ("sadness", -1, -1),
    ];

    /// <summary>Hears all songs, two at a time.</summary>
    /// <param name="folder">The folder with labels.csv.</param>
    /// <param name="listener">Listens to the files.</param>
    /// <param name="progress">Told the number of songs heard.</param>
    /// <param name="cancellationToken">Stops between songs.</param>
    /// <exception cref="SoundException">The labels are damaged, or a file cannot be listened to.</exception>
    public static async Task<IReadOnlyList<HeardSong>> HearAsync(
        string folder, SongListener listener, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var rows = Read(Path.Combine(folder, "labels.csv"));
        var (valence, arousal) = (Standardise([.. rows.Select(row => row.Valence)]), Standardise([.. rows.Select(row => row.Arousal)]));
        var songs = new HeardSong[rows.Count];
        var heard = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rows.Count, options, async (i, token) =>
        {
            var path = Path.Combine(folder, rows[i].File);
            var analysis = await listener.ListenAsync(path, token).ConfigureAwait(false);
            songs[i] = new HeardSong(path, rows[i].Genre, valence[i], arousal[i], analysis.Features);
            progress?.Report(Interlocked.Increment(ref heard));
        }).ConfigureAwait(false);
        return songs;
    }

    private static List<(string File, string Genre, double Valence, double Arousal)> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var header = lines.FirstOrDefault("").Split(',');
        int Column(string name) => Array.IndexOf(header, name) is >= 0 and var at ? at
            : throw new SoundException($"{path}: the column {name} is missing. Use the labels as they were published.");
        var (file, genre) = (Column("file"), Column("genre"));
        var axes = Axes.Select(axis => (At: Column(axis.Emotion), axis.Valence, axis.Arousal)).ToArray();
        var songs = new List<(string, string, double, double)>();
        for (var i = 1; i < lines.Length; i++)
        {
            var row = lines[i].Split(',');
            double valence = 0, arousal = 0;
            foreach (var axis in axes)
            {
                if (axis.At >= row.Length
                    || !double.TryParse(row[axis.At], NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
                    throw new SoundException($"{path}: line {i + 1} lacks a number in the column {header[axis.At]}.");
                valence += axis.Valence * share;
                arousal += axis.Arousal * share;
            }
            songs.Add((row[file], row[genre], valence, arousal));
        }
        return songs.Count > 0 ? songs : throw new SoundException($"{path}: there are no songs in it.");
    }

    private static double[] Standardise(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) + 1e-9;
        return [.. values.Select(value => (value - mean) / deviation)];
    }
}
