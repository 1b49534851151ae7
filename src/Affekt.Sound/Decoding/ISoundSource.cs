namespace Affekt.Sound;

/// <summary>A file's sound, decoded piece by piece at its own rate.</summary>
internal interface ISoundSource : IDisposable
{
    /// <summary>What decodes it.</summary>
    string Name { get; }

    /// <summary>Frames a second.</summary>
    int SampleRate { get; }

    /// <summary>Samples a frame: 1 to 8, in the order of WAVE files.</summary>
    int Channels { get; }

    /// <summary>Reads the next frames.</summary>
    /// <param name="samples">[frames][channels] Filled from the start; full scale is 1.</param>
    /// <returns>The number of frames, 0 at the end.</returns>
    /// <exception cref="SoundException">The data are damaged, or ffmpeg gave up.</exception>
    int Read(Span<float> samples);
}
