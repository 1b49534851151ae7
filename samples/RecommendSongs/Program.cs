// Chooses songs for a mood. Run: dotnet run --project samples/RecommendSongs [-- songs.csv]
using Affekt;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

// A table of songs, a playlist or a folder of music is imported; without one, the songs that come with Affekt are used.
ICatalogue catalogue = StarterCatalogue.Instance;
var folder = Directory.CreateTempSubdirectory("affekt-sample-");
using var store = SqliteCatalogue.Open(Path.Combine(folder.FullName, "songs.db"));
if (args is [var list])
{
    var report = TrackImporter.Import(list, store);
    Console.WriteLine($"{report.Added} songs imported");
    catalogue = SongIndex.Over(store);
}

// snippet: recommend songs
var mood = EmotionProbabilities.Certain(Emotion.Sad);
var request = RecommendationRequest.For(mood, MoodMode.Lift) with { Count = 3, Filter = new() { FromYear = 1970 } };
foreach (var song in new Recommender(catalogue).Recommend(request).Songs)
    Console.WriteLine($"{song.Track.Title} by {song.Track.Artist}: {song.Reason}");
// end

var journey = new JourneyPlanner(catalogue).Plan(new JourneyRequest { Mood = request.Mood, Mode = MoodMode.Lift, Count = 4 });
foreach (var step in journey.Steps)
    Console.WriteLine($"{step.Step}. {step.Track.Title}, {step.Track.Affect.Valence:+0.00;-0.00} pleasant");
store.Dispose();
folder.Delete(recursive: true);
