namespace Affekt.Sound.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("affekt-sound-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>A WAVE file of a sound, mono or in two channels.</summary>
    public string Wave(string name, params float[][] channels)
    {
        Synth.WriteWave(this[name], channels);
        return this[name];
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
