using System.Text.Json.Serialization;

namespace Affekt.App.Answers;

/// <summary>A point of valence and arousal.</summary>
/// <param name="Valence">From unpleasant (-1) to pleasant (1).</param>
/// <param name="Arousal">From quiet (-1) to excited (1).</param>
public sealed record PointAnswer(double Valence, double Arousal);

/// <summary>A rectangle in the picture's pixels.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record BoxAnswer(double X, double Y, double Width, double Height);

/// <summary>One face and what its expression looks like.</summary>
/// <param name="Box">Where the face is.</param>
/// <param name="Score">How sure the finder is, 0 to 1; null when it took a place for granted.</param>
/// <param name="Landmarks">Five [x, y] points, or none.</param>
/// <param name="Emotion">The likeliest of the seven emotions, also when unsure.</param>
/// <param name="Confidence">The probability of that emotion.</param>
/// <param name="Unsure">True when no emotion is likely enough to be named.</param>
/// <param name="Probabilities">Seven probabilities by emotion, in label order; they add up to one.</param>
/// <param name="Valence">Expected valence, -1 to 1.</param>
/// <param name="Arousal">Expected arousal, -1 to 1.</param>
/// <param name="Doubt">Why the face is hard to read: turned away, too dark or blurred; null where nothing is known.</param>
/// <param name="Look">How the picture was looked at when the face was found, unless as it is: brightened, enlarged, quarterTurn,
/// halfTurn or threeQuarterTurn (clockwise).</param>
public sealed record FaceAnswer(
    BoxAnswer Box,
    double? Score,
    IReadOnlyList<double[]> Landmarks,
    string Emotion,
    double Confidence,
    bool Unsure,
    IReadOnlyDictionary<string, double> Probabilities,
    double Valence,
    double Arousal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Doubt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Look = null);

/// <summary>The official player of a service for one song. Whoever shows it tells that service so.</summary>
/// <param name="Service">spotify, deezer or youtube.</param>
/// <param name="Address">The frame's address.</param>
public sealed record EmbedAnswer(string Service, string Address);

/// <summary>A recommended song.</summary>
/// <param name="Id">Unique and stable within its catalogue.</param>
/// <param name="Title">The song's title.</param>
/// <param name="Artist">The performing artist.</param>
/// <param name="Year">The year of first release, where known.</param>
/// <param name="Valence">The song's valence, -1 to 1.</param>
/// <param name="Arousal">The song's arousal, -1 to 1.</param>
/// <param name="Popularity">How widely known it is, 0 to 100.</param>
/// <param name="Reason">Why it was chosen, in words.</param>
/// <param name="Links">Addresses by service.</param>
public sealed record SongAnswer(
    string Id,
    string Title,
    string Artist,
    int? Year,
    double Valence,
    double Arousal,
    double Popularity,
    string Reason,
    IReadOnlyDictionary<string, string> Links)
{
    /// <summary>The song's place in a journey, from 1; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Step { get; init; }

    /// <summary>Where the song can be heard on this server; absent for songs that are only known by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Audio { get; init; }

    /// <summary>The player of the service whose id the song has, to be shown in a frame; absent for songs without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EmbedAnswer? Embed { get; init; }

    /// <summary>Where its picture is, if it has one; absent for songs that are only known by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cover { get; init; }
}

/// <summary>Milliseconds that each step took.</summary>
/// <param name="Decode">Bytes to pixels.</param>
/// <param name="Detect">Finding faces.</param>
/// <param name="Read">Reading expressions.</param>
/// <param name="Recommend">Choosing songs.</param>
public sealed record MoodTimes(double Decode, double Detect, double Read, double Recommend);

/// <summary>A picture's faces and the songs for the largest of them.</summary>
/// <param name="Image">The file as it was named; null for an upload.</param>
/// <param name="Width">Pixels across, upright.</param>
/// <param name="Height">Pixels down, upright.</param>
/// <param name="Faces">The faces: first the largest and most central one, which the songs are for, then the others by size;
/// none when there is no face.</param>
/// <param name="Mode">Where the music should go.</param>
/// <param name="Target">The mood that the songs aim at; null without a face.</param>
/// <param name="Songs">The songs, best first; none without a face.</param>
/// <param name="Milliseconds">How long each step took.</param>
public sealed record MoodAnswer(
    string? Image,
    int Width,
    int Height,
    IReadOnlyList<FaceAnswer> Faces,
    string Mode,
    PointAnswer? Target,
    IReadOnlyList<SongAnswer> Songs,
    MoodTimes Milliseconds)
{
    /// <summary>What was wrong with the file and could be overlooked, one sentence each; absent where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>Songs for a mood.</summary>
/// <param name="Mode">Where the music should go.</param>
/// <param name="Start">The mood asked for.</param>
/// <param name="Target">The mood that the songs aim at.</param>
/// <param name="Songs">The songs, best first.</param>
public sealed record RecommendationAnswer(string Mode, PointAnswer Start, PointAnswer Target, IReadOnlyList<SongAnswer> Songs);

/// <summary>Songs in order, from a mood towards the target of a mode.</summary>
/// <param name="Mode">Where the music should go.</param>
/// <param name="Start">The mood that the journey starts from.</param>
/// <param name="Target">The mood that it ends near.</param>
/// <param name="Songs">The songs, first to last.</param>
public sealed record JourneyAnswer(string Mode, PointAnswer Start, PointAnswer Target, IReadOnlyList<SongAnswer> Songs);

/// <summary>The faces of one picture among several.</summary>
/// <param name="Image">The file as it was named.</param>
/// <param name="Width">Pixels across, upright.</param>
/// <param name="Height">Pixels down, upright.</param>
/// <param name="Faces">The faces, largest first; none when there is no face.</param>
/// <param name="Milliseconds">How long decoding, finding and reading took together.</param>
public sealed record ImageFacesAnswer(string Image, int Width, int Height, IReadOnlyList<FaceAnswer> Faces, double Milliseconds)
{
    /// <inheritdoc cref="MoodAnswer.Notes"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>The faces of several pictures.</summary>
/// <param name="Images">One entry a picture, by path.</param>
public sealed record FacesAnswer(IReadOnlyList<ImageFacesAnswer> Images)
{
    /// <summary>Files of the folders that were left out, by kind; absent where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LeftOutAnswer>? LeftOut { get; init; }
}

/// <summary>Files of one kind that were left out.</summary>
/// <param name="Kind">How their names end, such as ".txt", or "without an ending".</param>
/// <param name="Why">"noPicture", or "unreadable" for a picture that could not be read.</param>
/// <param name="Count">How many.</param>
public sealed record LeftOutAnswer(string Kind, string Why, int Count);

/// <summary>Where an emotion lies.</summary>
/// <param name="Name">One of the seven names.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="Uncertainty">How far published sources put it from there.</param>
public sealed record EmotionAnswer(string Name, double Valence, double Arousal, double Uncertainty);

/// <summary>The seven emotions and where they lie.</summary>
/// <param name="Emotions">In label order.</param>
public sealed record AffectAnswer(IReadOnlyList<EmotionAnswer> Emotions);

/// <summary>A song of the catalogue and where it lies.</summary>
/// <param name="Id">Unique and stable within its catalogue.</param>
/// <param name="Title">The song's title.</param>
/// <param name="Artist">The performing artist.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="Popularity">0 to 100.</param>
public sealed record TrackAnswer(string Id, string Title, string Artist, double Valence, double Arousal, double Popularity);

/// <summary>Songs of the catalogue.</summary>
/// <param name="Tracks">The songs.</param>
/// <param name="Count">How many the catalogue has.</param>
/// <param name="Own">How many of them can be played here.</param>
public sealed record TracksAnswer(IReadOnlyList<TrackAnswer> Tracks, int Count, int Own);

/// <summary>Songs that were looked for.</summary>
/// <param name="Songs">Best known first.</param>
public sealed record SearchAnswer(IReadOnlyList<SongAnswer> Songs);
