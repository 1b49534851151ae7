using Microsoft.ML.OnnxRuntime;

namespace Affekt.Benchmarks;

/// <summary>A model in ONNX Runtime, as an independent judge of files and of speed.</summary>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    /// <param name="model">The bytes of its file.</param>
    /// <param name="threads">How many threads work on one operator; 0 leaves it to the library.</param>
    public OnnxSession(byte[] model, int threads = 0)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(model, options);
    }

    /// <summary>The library's version.</summary>
    public static string Version => OrtEnv.Instance().GetVersionString();

    /// <summary>Runs a model of one input.</summary>
    /// <returns>The results in the order of <paramref name="outputs"/>, with their shapes.</returns>
    public IReadOnlyList<(long[] Dimensions, float[] Values)> Run(
        string input, float[] values, long[] dimensions, IReadOnlyList<string> outputs)
    {
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, dimensions);
        using var results = _session.Run(_options, [input], [tensor], outputs);
        return [.. results.Select(r => (r.GetTensorTypeAndShape().Shape, r.GetTensorDataAsSpan<float>().ToArray()))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }
}
