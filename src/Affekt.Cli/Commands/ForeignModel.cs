using Affekt.Neural.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = Affekt.Neural.Tensors.Tensor;

namespace Affekt.Cli.Commands;

/// <summary>A model that our engine refuses, in ONNX Runtime. Only this class touches its native library, so that other commands
/// do not load it.</summary>
internal sealed class ForeignModel : IDisposable
{
    private readonly InferenceSession _session;

    private ForeignModel(InferenceSession session) => _session = session;

    /// <summary>The name and version of the engine.</summary>
    public static string Engine => $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}";

    /// <summary>The inputs as the file describes them.</summary>
    public IReadOnlyList<ValueAnswer> Inputs => Values(_session.InputMetadata);

    /// <summary>The results as the file describes them.</summary>
    public IReadOnlyList<ValueAnswer> Outputs => Values(_session.OutputMetadata);

    /// <summary>What the file says about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata =>
        new SortedDictionary<string, string>(_session.ModelMetadata.CustomMetadataMap, StringComparer.Ordinal);

    /// <summary>Opens a file that our engine has refused.</summary>
    /// <exception cref="ModelFormatException">ONNX Runtime refuses it too.</exception>
    public static ForeignModel Open(string path, UnsupportedModelException refusal)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            return new ForeignModel(new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelFormatException($"{refusal.Message} ONNX Runtime cannot run it either: {FirstLine(exception)}", exception);
        }
    }

    /// <summary>Runs the model.</summary>
    /// <returns>The results that are float32, in the file's order.</returns>
    /// <exception cref="ModelFormatException">The model does not take this one input.</exception>
    public IReadOnlyList<(string Name, Tensor Value)> Run(Tensor input)
    {
        if (_session.InputMetadata.Count != 1)
            throw new ModelFormatException(
                $"The model has the inputs {string.Join(", ", _session.InputNames)}; only models of one input are run.");
        string[] outputs = [.. _session.OutputNames.Where(n => _session.OutputMetadata[n].ElementDataType == TensorElementType.Float)];
        try
        {
            using var options = new RunOptions();
            using var value = OrtValue.CreateTensorValueFromMemory(input.Values, [.. input.Dimensions.Select(d => (long)d)]);
            using var results = _session.Run(options, [_session.InputNames[0]], [value], outputs);
            return [.. outputs.Zip(results, (name, result) => (name, new Tensor(
                [.. result.GetTensorTypeAndShape().Shape.Select(d => (int)d)], result.GetTensorDataAsSpan<float>().ToArray())))];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelFormatException($"ONNX Runtime cannot run the model on {input}: {FirstLine(exception)}", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private static string FirstLine(OnnxRuntimeException exception) => exception.Message.Split('\n')[0];

    private static ValueAnswer[] Values(IReadOnlyDictionary<string, NodeMetadata> values) =>
        [.. values.Select(v => new ValueAnswer(v.Key, [.. v.Value.Dimensions.Zip(v.Value.SymbolicDimensions,
            (size, name) => size >= 0 ? $"{size}" : name.Length > 0 ? name : "any")]))];
}
