using Affekt.App.Answers;
using Affekt.Imaging;
using Affekt.Vision;

namespace Affekt.App.Pictures;

/// <summary>A face and what its expression looks like.</summary>
/// <param name="Face">Where it is.</param>
/// <param name="Reading">What it shows.</param>
public sealed record FaceReading(Face Face, Reading Reading)
{
    /// <summary>The same face in pixels of the picture itself; see <see cref="FacePictures.In(Face, DecodedPicture)"/>.</summary>
    public FaceReading In(DecodedPicture picture) => this with { Face = Face.In(picture) };

    /// <summary>The answer for one face.</summary>
    public FaceAnswer ToAnswer()
    {
        var box = Face.Box;
        var affect = Reading.Affect;
        return new FaceAnswer(
            new BoxAnswer(box.X, box.Y, box.Width, box.Height),
            Face.Score is { } score ? Digits.Round(score) : null,
            [.. Face.Landmarks.Select(point => new[] { point.X, point.Y })],
            Reading.Emotion.Name(),
            Digits.Round(Reading.Confidence),
            Reading.Unsure,
            new OrderedDictionary<string, double>(
                Emotions.All.Select(emotion => KeyValuePair.Create(emotion.Name(), Digits.Round(Reading.Probabilities[emotion])))),
            Digits.Round(affect.Valence),
            Digits.Round(affect.Arousal),
            Reading.Doubt.Words(),
            Face.Look switch
            {
                FaceLook.Brightened => "brightened",
                FaceLook.Enlarged => "enlarged",
                FaceLook.QuarterTurn => "quarterTurn",
                FaceLook.HalfTurn => "halfTurn",
                FaceLook.ThreeQuarterTurn => "threeQuarterTurn",
                _ => null,
            });
    }
}

/// <summary>Reads all faces of a picture.</summary>
public static class FaceReadings
{
    /// <summary>Reads every face in <paramref name="faces"/>, in their order.</summary>
    public static IReadOnlyList<FaceReading> ReadAll(this EmotionReader reader, Image image, IReadOnlyList<Face> faces)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(faces);
        return [.. faces.Select(face => new FaceReading(face, reader.Read(image, face)))];
    }
}
