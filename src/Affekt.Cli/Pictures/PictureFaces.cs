using System.Text.Json;
using Affekt.App.Answers;
using Affekt.App.Pictures;
using Affekt.Cli.Output;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Vision;

namespace Affekt.Cli.Pictures;

/// <summary>
/// Finds and reads the faces of many pictures, several at a time, in the order in which they were named. A picture of a folder
/// that cannot be read is named and counted, and the rest goes on; one that was named itself is an error.
/// </summary>
/// <param name="context">For messages, progress and time.</param>
/// <param name="minScore">The probability from which on a face counts; null takes the detector's own.</param>
/// <param name="drawTo">Where marked pictures go; null for nowhere.</param>
/// <param name="resultsFile">Where answers go line by line; null for nowhere.</param>
/// <param name="resume">Take over what the file already holds.</param>
/// <param name="model">An own model's file or folder; null for the model that ships.</param>
internal sealed class PictureFaces(CommandContext context, double? minScore, string? drawTo, string? resultsFile, bool resume,
    string? model)
{
    private readonly EmotionReader _reader = Models.LoadEmotionReader(model);
    private readonly IFaceFinder _finder = Models.LoadFaceFinder(
        new FaceDetectorOptions { Threshold = minScore, LooksAgain = true }, model);
    private readonly List<string> _noPictures = [];
    private readonly List<string> _unreadable = [];

    /// <summary>What the folders held beside pictures that were read, by kind; null where that is nothing.</summary>
    public IReadOnlyList<LeftOutAnswer>? LeftOut => _noPictures.Count + _unreadable.Count == 0 ? null :
    [
        .. PictureFiles.CountByKind(_unreadable).Select(k => new LeftOutAnswer(k.Kind, "unreadable", k.Count)),
        .. PictureFiles.CountByKind(_noPictures).Select(k => new LeftOutAnswer(k.Kind, "noPicture", k.Count)),
    ];

    /// <summary>Reads all pictures.</summary>
    /// <param name="paths">Pictures and folders.</param>
    /// <param name="show">Told of each answer in order; null when nobody listens.</param>
    /// <param name="cancellation">Stops between pictures.</param>
    public IReadOnlyList<ImageFacesAnswer> Read(string[] paths, Action<ImageFacesAnswer>? show, CancellationToken cancellation)
    {
        var files = paths.SelectMany(Expand).ToList();
        var done = resume && resultsFile is not null && File.Exists(resultsFile) ? Done(resultsFile) : [];
        if (drawTo is not null)
            Directory.CreateDirectory(drawTo);
        // Rewritten whole first: a run that was killed may have left half a line.
        if (resultsFile is not null)
            AtomicFile.Write(
                resultsFile, System.Text.Encoding.UTF8.GetBytes(string.Concat(done.Values.Select(answer => Line(answer) + "\n"))));
        using var results = resultsFile is null ? null : new StreamWriter(resultsFile, append: true);
        var answers = new List<ImageFacesAnswer>();
        var work = files.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Min(Environment.ProcessorCount, 64))
            .WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(cancellation)
            .Select(file => done.TryGetValue(file.Path, out var known) ? (file.Path, Answer: known, IsNew: false, Problem: null)
                : Answer(file.Path, file.FromFolder, cancellation));
        try
        {
            foreach (var (path, answer, isNew, problem) in work)
            {
                if (answer is null)
                {
                    _unreadable.Add(path);
                    context.Error.WriteLine($"affekt: left out {path}: {problem}");
                    continue;
                }
                answers.Add(answer);
                foreach (var note in isNew ? answer.Notes ?? [] : [])
                    context.Error.WriteLine($"affekt: {path}: {note}");
                if (isNew)
                    results?.WriteLine(Line(answer));
                show?.Invoke(answer);
                Progress(answers.Count + _unreadable.Count, files.Count);
            }
        }
        catch (AggregateException exception) when (
            exception.Flatten().InnerExceptions is [var only, ..] && only is FormatException or IOException or UnauthorizedAccessException)
        {
            throw only;
        }
        if (LeftOut is not null)
            context.Error.WriteLine($"affekt: {answers.Count} {(answers.Count == 1 ? "picture" : "pictures")} read" +
                Left(_unreadable, "could not be read") + Left(_noPictures, "files are no pictures") + ".");
        return answers;
    }

    private static string Left(List<string> files, string words) =>
        files.Count == 0 ? "" : $", {files.Count} {words} ({PictureFiles.Describe(PictureFiles.CountByKind(files))})";

    private (string Path, ImageFacesAnswer? Answer, bool IsNew, string? Problem) Answer(
        string path, bool fromFolder, CancellationToken cancellation)
    {
        try
        {
            var watch = new StepWatch(context.Time);
            var picture = PictureFile.Load(path, cancellation);
            var image = picture.Image;
            var faces = _reader.ReadAll(image, _finder.Find(image));
            var answer = new ImageFacesAnswer(
                path, picture.Width, picture.Height, [.. faces.Select(face => face.In(picture).ToAnswer())], watch.Lap())
            {
                Notes = picture.Notes.Count > 0 ? picture.Notes : null,
            };
            if (drawTo is not null)
                Draw(path, image, faces);
            return (path, answer, true, null);
        }
        catch (Exception exception) when (fromFolder && exception is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return (path, null, true, (exception.InnerException as ImageFormatException ?? exception).Message);
        }
    }

    private void Draw(string path, Image image, IReadOnlyList<FaceReading> faces)
    {
        var marked = AnnotatedPicture.Draw(image, faces.Select(FaceMarks.Of));
        // Folders become part of the name, so that two pictures of one name do not meet.
        var name = Path.ChangeExtension(string.Join(
            '_', Path.GetRelativePath(".", path).Split(Path.DirectorySeparatorChar).Where(part => part is not (".." or "."))), null);
        AtomicFile.Write(Path.Combine(drawTo!, name + ".jpg"), JpegEncoder.Encode(marked));
    }

    private void Progress(int count, int all)
    {
        if (Console.IsErrorRedirected || all < 2)
            return;
        context.Error.Write($"\r{count} of {all} pictures");
        if (count == all)
            context.Error.WriteLine();
    }

    private static string Line(ImageFacesAnswer answer) => JsonSerializer.Serialize(answer, AnswerJson.Default.ImageFacesAnswer);

    private static Dictionary<string, ImageFacesAnswer> Done(string file)
    {
        var done = new Dictionary<string, ImageFacesAnswer>();
        foreach (var line in File.ReadLines(file))
        {
            try
            {
                if (JsonSerializer.Deserialize(line, AnswerJson.Default.ImageFacesAnswer) is { Image: { } name } answer)
                    done[name] = answer;
            }
            catch (JsonException)
            {
                // The last line of a run that was killed; its picture is read again.
            }
        }
        return done;
    }

    private IEnumerable<(string Path, bool FromFolder)> Expand(string path)
    {
        if (!Directory.Exists(path))
            return [(path, false)];
        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToLookup(PictureFile.IsNamedPicture);
        var others = files[false].ToList();
        _noPictures.AddRange(others);
        if (files[true].Any())
            return files[true].Select(file => (file, true));
        throw new FileNotFoundException($"{path}: the folder holds no {PictureFile.Types}" +
            (others.Count == 0 ? "." : $", only other files ({PictureFiles.Describe(PictureFiles.CountByKind(others))})."));
    }
}

/// <summary>How a read face is marked in a picture.</summary>
internal static class FaceMarks
{
    /// <summary>The mark of a face: its emotion as label and colour.</summary>
    public static FaceMark Of(FaceReading face) =>
        new(face.Face, string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{(face.Reading.Unsure ? "unsure" : face.Reading.Emotion.Name())} {face.Reading.Confidence * 100:0}%"),
            ColourOf(face.Reading.Emotion));

    private static (byte, byte, byte) ColourOf(Emotion emotion) => emotion switch
    {
        Emotion.Angry => (255, 95, 95),
        Emotion.Disgust => (135, 175, 95),
        Emotion.Fear => (175, 135, 215),
        Emotion.Happy => (255, 215, 0),
        Emotion.Sad => (95, 135, 215),
        Emotion.Surprise => (255, 135, 95),
        _ => (200, 200, 200),
    };
}
