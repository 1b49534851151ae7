using Affekt.Music.Catalogue;

namespace Affekt.Library.Storage;

/// <summary>A catalogue that also keeps a person's own files and what was heard in them.</summary>
public interface ILibraryStore : ICatalogueStore
{
    /// <summary>All files that were ever seen, those that have gone included.</summary>
    IReadOnlyList<OwnFile> Files();

    /// <summary>The file of a song that is there; null for a song without one.</summary>
    OwnFile? FileOf(string id);

    /// <summary>Files of songs that are still to be heard, in the order of their paths.</summary>
    /// <param name="most">The most files to return, above zero.</param>
    /// <param name="after">Only paths after this one; empty begins at the first.</param>
    IReadOnlyList<OwnFile> Waiting(int most, string after);

    /// <summary>How many files of songs there are, by what became of listening to them.</summary>
    ListeningCounts CountHeard();

    /// <summary>What was heard in a sound; null when nobody has listened to it.</summary>
    /// <param name="audio">The hash of the sound, whatever its tags.</param>
    HeardSound? Heard(string audio);

    /// <summary>The audio features of a song from a table, where known.</summary>
    AudioFeatures? FeaturesOf(string id);

    /// <inheritdoc cref="ICatalogueStore.Write"/>
    new ILibraryWriter Write();
}

/// <summary>Writes songs, files and what was heard.</summary>
public interface ILibraryWriter : ICatalogueWriter
{
    /// <summary>Keeps a file, or says anew what is known of it.</summary>
    void PutFile(OwnFile file);

    /// <summary>A file has gone, and its song with it. What was heard is kept, and the song's id, in case it turns up elsewhere.</summary>
    void RemoveFile(string path);

    /// <summary>Forgets a file, for example the place that it was moved from. Its song stays.</summary>
    void ForgetFile(string path);

    /// <summary>Keeps what was heard.</summary>
    void PutHeard(HeardSound heard);

    /// <summary>
    /// Gives files that turned up elsewhere under another name, or with other tags, the id that they had, so that what people
    /// said of the song stays with it: known by their sound.
    /// </summary>
    /// <returns>How many songs have their old id again.</returns>
    int RestoreIds();
}

/// <summary>A file of a person's own music.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Id">The id of its song; null for a file that is no song.</param>
/// <param name="Bytes">Its length when it was read.</param>
/// <param name="Written">When it was last written, in ticks of universal time.</param>
public sealed record OwnFile(string Path, string? Id, long Bytes, long Written)
{
    /// <summary>Why it is no song; null for a song.</summary>
    public string? Passed { get; init; }

    /// <summary>The hash of its sound, where known: that of the last time the file was heard.</summary>
    public string? Audio { get; init; }

    /// <summary>True when it was heard as it is now, or cannot be.</summary>
    public bool IsHeard { get; init; }

    /// <summary>Why it cannot be heard; null when it can, or nobody tried.</summary>
    public string? Problem { get; init; }

    /// <summary>True when the file is no longer there.</summary>
    public bool IsGone { get; init; }
}

/// <summary>Files of songs by what became of listening to them.</summary>
/// <param name="Files">All of them.</param>
/// <param name="Heard">Those that were heard.</param>
/// <param name="Failed">Those that cannot be heard.</param>
public readonly record struct ListeningCounts(int Files, int Heard, int Failed);

/// <summary>What was heard in a sound: see <c>Affekt.Sound.SoundAnalysis</c>.</summary>
/// <param name="Audio">The hash of the sound, whatever its tags.</param>
/// <param name="Version">The version of the features.</param>
/// <param name="Features">The features as bytes.</param>
/// <param name="Seconds">Seconds that were heard.</param>
/// <param name="IsComplete">False when that is not all of it.</param>
/// <param name="Tempo">Beats a minute; null without a pulse.</param>
/// <param name="PulseClarity">How clear the pulse is: 0 to 1.</param>
/// <param name="Key">Such as "C major"; empty without a pitch.</param>
/// <param name="KeyClarity">How well the key fits: 0 to 1.</param>
/// <param name="Loudness">In LUFS.</param>
/// <param name="Decoder">What decoded it.</param>
public sealed record HeardSound(string Audio, int Version, IReadOnlyList<byte> Features, double Seconds, bool IsComplete,
    double? Tempo, double PulseClarity, string Key, double KeyClarity, double Loudness, string Decoder);
