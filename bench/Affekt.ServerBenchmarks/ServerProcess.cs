using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Affekt.Benchmarks;

/// <summary>affekt serve in a process of its own, so that its memory and time are its own, with a data folder that goes with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private ServerProcess(Process process, string folder, Uri address, TimeSpan startup)
    {
        (_process, _folder, Startup) = (process, folder, startup);
        Client = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            MaxConnectionsPerServer = 256
        })
        { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>Talks to it.</summary>
    public HttpClient Client { get; }

    /// <summary>From the start of the process until it listens.</summary>
    public TimeSpan Startup { get; }

    /// <summary>Starts the server that was built with this program.</summary>
    public static async Task<ServerProcess> Start()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-bench-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Affekt.Cli.dll"), "serve", "--urls",
            "http://127.0.0.1:0", "--data", folder })
            start.ArgumentList.Add(argument);
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false)
            ?? throw new InvalidOperationException("The server did not start; its reason is above.");
        return new ServerProcess(process, folder, new Uri(line.Split(' ')[3]), watch.Elapsed);
    }

    /// <summary>Imports generated songs, spread over the plane.</summary>
    public async Task ImportTracks(int count)
    {
        var random = new Random(1);
        var table = new StringBuilder("id,title,artist,year,genre,popularity,valence,arousal,source\n");
        string[] genres = ["pop", "rock", "jazz", "folk", "soul", "ambient", "hip hop", "classical"];
        for (var i = 0; i < count; i++)
        {
            table.Append(CultureInfo.InvariantCulture,
                $"g.{i},Song number {i},Artist {random.Next(count / 8 + 1)},{1950 + random.Next(76)},{genres[random.Next(genres.Length)]},{random.Next(101)},{2 * random.NextDouble() - 1:0.####},{2 * random.NextDouble() - 1:0.####},generated\n");
        }
        using var content = new StringContent(table.ToString(), Encoding.UTF8, "text/csv");
        var accepted = await Client.PostAsync(new Uri("/api/v1/imports/table", UriKind.Relative), content).ConfigureAwait(false);
        accepted.EnsureSuccessStatusCode();
        // The events end when the import does.
        var events = await Client.GetStringAsync(new Uri("/api/v1/imports/1/events", UriKind.Relative)).ConfigureAwait(false);
        using var last = JsonDocument.Parse(
            events.Split('\n').Last(text => text.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..]);
        Console.WriteLine($"import of {count:N0} songs: {last.RootElement.GetProperty("message").GetString()}");
    }

    /// <summary>Memory that the process holds, in MB.</summary>
    public double MemoryMegabytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 / 1048576.0;
    }

    /// <summary>Processor time that the process used so far, in milliseconds: what a request costs even where other programs
    /// keep it waiting.</summary>
    public double CpuMilliseconds()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
