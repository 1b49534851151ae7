namespace Affekt.Sound.Tests;

/// <summary>Tempo, key and loudness of sound whose truth is known, decoded without ffmpeg.</summary>
public sealed class HearingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SongListener _listener = new(new SoundOptions { Ffmpeg = null });

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(60)]
    [InlineData(87.5)]
    [InlineData(120)]
    [InlineData(140)]
    [InlineData(174)]
    public async Task The_tempo_of_clicks_is_theirs(double bpm)
    {
        var heard = await Hear(Synth.Clicks(bpm, 30));
        Assert.NotNull(heard.TempoBpm);
        Assert.InRange(heard.TempoBpm.Value, bpm * 0.99, bpm * 1.01);
        Assert.True(heard.PulseClarity > 0.5, $"clarity {heard.PulseClarity}");
    }

    [Theory]
    [InlineData(72)]
    [InlineData(96)]
    [InlineData(128)]
    [InlineData(150)]
    public async Task A_drum_pattern_with_eighths_is_not_taken_at_half_or_double_its_tempo(double bpm)
    {
        var heard = await Hear(Synth.Drums(bpm, 30));
        Assert.NotNull(heard.TempoBpm);
        Assert.InRange(heard.TempoBpm.Value, bpm * 0.98, bpm * 1.02);
    }

    [Fact]
    public async Task A_steady_tone_has_no_tempo()
    {
        var heard = await Hear(Synth.Sine(440, 0.5, 15));
        Assert.Null(heard.TempoBpm);
    }

    [Theory]
    [InlineData(0, MusicalMode.Major, 0)]
    [InlineData(7, MusicalMode.Major, 0)]
    [InlineData(2, MusicalMode.Major, 30)] // a tape that runs too fast
    [InlineData(9, MusicalMode.Minor, 0)]
    [InlineData(4, MusicalMode.Minor, -30)]
    public async Task The_key_of_a_cadence_is_its_tonic_and_mode(int tonic, MusicalMode mode, double cents)
    {
        int[][] cadence = mode == MusicalMode.Major
            ? [[0, 4, 7], [5, 9, 12], [7, 11, 14], [0, 4, 7]]
            : [[0, 3, 7], [5, 8, 12], [7, 11, 14], [0, 3, 7]];
        var heard = await Hear(Synth.Chords([.. cadence.Select(chord => chord.Select(note => note + tonic).ToArray())], 16, cents));
        Assert.Equal(new MusicalKey(tonic, mode), heard.Key);
    }

    [Theory]
    [InlineData(-23, -23.0)]
    [InlineData(-40, -40.0)]
    public async Task A_sine_of_1_kHz_in_both_channels_measures_its_level(double decibels, double lufs)
    {
        // EBU Tech 3341, test signals 1 and 2: a stereo sine of 1 kHz at -23 dBFS measures -23.0 LUFS.
        var sine = Synth.Sine(1000, Math.Pow(10, decibels / 20), 20);
        var heard = await Hear(sine, sine);
        Assert.Equal(lufs, heard.LoudnessLufs, 0.1);
    }

    [Fact]
    public async Task The_gate_leaves_quiet_parts_out_of_the_loudness()
    {
        // EBU Tech 3341, test signal 3: 10 s at -36, 60 s at -23, 10 s at -36 dBFS measure -23.0 LUFS.
        float[] Part(double level, double seconds) => Synth.Sine(1000, Math.Pow(10, level / 20), seconds);
        float[] sound = [.. Part(-36, 10), .. Part(-23, 60), .. Part(-36, 10)];
        var heard = await Hear(sound, sound);
        Assert.Equal(-23.0, heard.LoudnessLufs, 0.1);
    }

    [Fact]
    public async Task A_quieter_copy_has_the_same_figures_and_the_same_place()
    {
        var sound = Synth.Drums(110, 20).Zip(Synth.Chords([[0, 4, 7], [9, 12, 16]], 20), (a, b) => a + b).ToArray();
        var loud = await Hear(sound);
        var quiet = await Hear([.. sound.Select(sample => 0.25f * sample)]);
        Assert.Equal(loud.LoudnessLufs - 12.04, quiet.LoudnessLufs, 0.01);
        Assert.Equal(loud.Affect.Valence, quiet.Affect.Valence, 0.005);
        Assert.Equal(loud.Affect.Arousal, quiet.Affect.Arousal, 0.005);
        Assert.Equal(loud.TempoBpm!.Value, quiet.TempoBpm!.Value, 0.01);
    }

    [Fact]
    public async Task What_lies_above_10_kHz_changes_nothing()
    {
        var sound = Synth.Drums(110, 20);
        var whistle = Synth.Sine(15000, 0.3, 20);
        var plain = await Hear(sound);
        var whistled = await Hear([.. sound.Zip(whistle, (a, b) => a + b)]);
        Assert.Equal(plain.Affect.Valence, whistled.Affect.Valence, 0.02);
        Assert.Equal(plain.Affect.Arousal, whistled.Affect.Arousal, 0.02);
    }

    private Task<SoundAnalysis> Hear(params float[][] channels) => _listener.ListenAsync(_folder.Wave("song.wav", channels));
}
