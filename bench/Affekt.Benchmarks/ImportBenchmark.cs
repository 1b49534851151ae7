using System.Diagnostics;
using System.Globalization;
using System.Text;
using Affekt.Library.Imports;
using Affekt.Library.Storage;

namespace Affekt.Benchmarks;

/// <summary>Times imports of generated files, one a kind: dotnet run -c Release --project bench/Affekt.Benchmarks -- imports
/// 600000.</summary>
internal static class ImportBenchmark
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static void Run(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("affekt-bench-").FullName;
        try
        {
            foreach (var (name, write) in new (string, Action<StreamWriter, int>)[]
            {
                ("tracks.csv", WriteTracks), ("scrobbles.csv", WriteScrobbles), ("history.json", WriteHistory),
                    ("Library.xml", WriteLibrary),
            })
            {
                var file = Path.Combine(folder, name);
                using (var writer = new StreamWriter(file, false, new UTF8Encoding(false), 1 << 16))
                    write(writer, rows);
                using var catalogue = SqliteCatalogue.Open(Path.Combine(folder, name + ".db"));
                var (watch, cpu, told) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0);
                var report = TrackImporter.Import(file, catalogue, new Count(() => told++));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{report.Format}, {new FileInfo(file).Length >> 20} MB: {report.Rows} rows, {report.Added} added in " +
                    $"{watch.Elapsed.TotalSeconds:F1} s ({(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F1} s of a processor), " +
                    $"{told} times progress, {Environment.WorkingSet >> 20} MB in memory"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The columns of the 586k tracks.csv, with features at random.</summary>
    private static void WriteTracks(StreamWriter writer, int rows)
    {
        var random = new Random(1);
        writer.WriteLine("id,name,popularity,duration_ms,explicit,artists,id_artists,release_date,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature");
        for (var i = 0; i < rows; i++)
        {
            double N() => random.NextDouble();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{random.GetString(Letters, 22)},\"Title {i}, part " +
                $"{i % 3}\",{100 * Math.Pow(N(), 2):F0},{150000 + 150000 * N():F0},0,\"['Artist {i / 7}', 'Guest {i % 900}']\",['x']," +
                $"{1950 + i % 70}-02-22,{N():F3},{N():F3},{i % 12},{-25 * N():F2},1,{N() / 4:F3},{N():F3},{N():F3},{N():F3},{N():F3},{70 + 100 * N():F1},4"));
        }
    }

    private static void WriteScrobbles(StreamWriter writer, int rows)
    {
        writer.WriteLine("\"uts\",\"utc_time\",\"artist\",\"artist_mbid\",\"album\",\"album_mbid\",\"track\",\"track_mbid\"");
        for (var i = 0; i < rows; i++)
            writer.WriteLine($"\"{1704067200 + i}\",\"01 Jan 2024, 10:00\",\"Artist " +
                $"{i % 5000}\",\"\",\"Album\",\"\",\"Title {i % 40000}\",\"\"");
    }

    private static void WriteHistory(StreamWriter writer, int rows)
    {
        writer.Write('[');
        for (var i = 0; i < rows; i++)
            writer.Write($"{(i > 0 ? ",\n" : "")}{{\"endTime\":\"2024-01-01 10:00\",\"artistName\":\"Artist " +
                $"{i % 5000}\",\"trackName\":\"Title {i % 40000}\",\"msPlayed\":201000}}");
        writer.Write(']');
    }

    private static void WriteLibrary(StreamWriter writer, int rows)
    {
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict><key>Tracks</key><dict>\n");
        for (var i = 0; i < rows; i++)
            writer.Write($"<key>{i}</key><dict><key>Track ID</key><integer>{i}</integer><key>Name</key><string>Title " +
                $"{i}</string><key>Artist</key><string>Artist {i % 5000}</string>" +
                $"<key>Genre</key><string>Folk</string><key>Location</key><string>file:///Users/me/Music/{i}.m4a</string></dict>\n");
        writer.Write("</dict></dict></plist>");
    }

    // Progress<T> would tell late and out of order.
    private sealed class Count(Action tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell();
    }
}
