// Reads the expression of the main face in a picture. Run: dotnet run --project samples/ReadAFace -- portrait.jpg
using Affekt;
using Affekt.Imaging.Decoding;
using Affekt.Vision;

if (args is not [var picture])
{
    Console.Error.WriteLine("Name one picture: dotnet run --project samples/ReadAFace -- portrait.jpg");
    return 2;
}
var models = Path.Combine(AppContext.BaseDirectory, "models");

// snippet: read a face
var image = ImageDecoder.Load(picture);
var faces = FaceOrder.MainFirst(FaceFinder.Load(models).Find(image), image.Width, image.Height);
if (faces.Count == 0)
{
    Console.WriteLine("There is no face in the picture."); // An answer, not an error.
    return 0;
}
var reading = EmotionReader.Load(models).Read(image, faces[0]);
Console.WriteLine(reading.Unsure ? "unsure" : $"{reading.Emotion.Name()}, {reading.Confidence:P0}");
// end

foreach (var emotion in Emotions.All)
    Console.WriteLine($"  {emotion.Name(),-9} {reading.Probabilities[emotion]:P1}");
return 0;
