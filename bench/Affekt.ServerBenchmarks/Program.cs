using System.Globalization;
using Affekt.Benchmarks;

// load [--rate N] [--seconds S] [--tracks N] [mood|recommendations|all]   latency at a fixed arrival rate
// soak [--minutes M] [--rate N]                                           memory over time
// transport [--frames N]                                                  a camera frame's way by POST and by WebSocket
var verb = args.FirstOrDefault() ?? "";
int Number(string name, int preset)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : preset;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
switch (verb)
{
    case "load":
        var what = args.Length > 1 && args[^1] is "mood" or "recommendations" ? args[^1] : "all";
        await LoadRun.Run(what, Number("--rate", 0), Number("--seconds", 20), Number("--tracks", 100_000), stop.Token)
            .ConfigureAwait(false);
        return 0;
    case "soak":
        return await SoakRun.Run(Number("--minutes", 10), Number("--rate", 20), stop.Token).ConfigureAwait(false) ? 0 : 1;
    case "transport":
        await TransportRun.Run(Number("--frames", 3000), stop.Token).ConfigureAwait(false);
        return 0;
    default:
        await Console.Error.WriteLineAsync(
            "Usage: load [--rate N] [--seconds S] [--tracks N] [mood|recommendations|all], soak [--minutes M] [--rate N], " +
            "or transport [--frames N]").ConfigureAwait(false);
        return 2;
}
