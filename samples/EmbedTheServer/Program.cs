// The web app and its API inside a program of your own. Run: dotnet run --project samples/EmbedTheServer [-- http://localhost:5081]
using Affekt.Server;
using Affekt.Server.Hosting;
using Affekt.Vision;

var models = Path.Combine(AppContext.BaseDirectory, "models");
var data = Directory.CreateTempSubdirectory("affekt-sample-"); // What is learnt of people: keep it in a place of your own.

// snippet: embed the server
await using var app = AffektServer.Build(
    new AffektServerOptions { DataFolder = data.FullName, Urls = [args.FirstOrDefault() ?? "http://localhost:5081"] },
    EmotionReader.Load(models), FaceFinder.Load(models));
await app.StartAsync();
Console.WriteLine($"Open {app.Urls.First()}, and press Enter to stop.");
// end

Console.ReadLine();
await app.StopAsync();
await app.DisposeAsync();
data.Delete(recursive: true);
