using System.Runtime.InteropServices;
using System.Text;

namespace Affekt.Benchmarks;

/// <summary>
/// ONNX Runtime through its C interface, as an independent judge of files and of speed; never shipped. Its table of functions
/// only ever grows, so that the places used here hold for every version since 1.0.
/// </summary>
internal sealed unsafe class OnnxRuntime : IDisposable
{
    /// <summary>The environment variable that holds the path of the library.</summary>
    public const string Variable = "AFFEKT_ORT";

    /// <summary>What to do to have it.</summary>
    public const string HowToGet =
        $"Set {Variable} to the path of libonnxruntime (npm package onnxruntime-node has one) to compare with ONNX Runtime.";

    private const uint ApiVersion = 1;
    private readonly nint* _api;
    private readonly nint _environment;

    private OnnxRuntime(string path)
    {
        var functions = (nint*)((delegate* unmanaged<nint>)NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase"))();
        _api = (nint*)((delegate* unmanaged<uint, nint>)functions[0])(ApiVersion);
        Version = Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)functions[1])()) ?? "";
        fixed (byte* name = "affekt\0"u8)
        fixed (nint* environment = &_environment)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_api[3])(3, name, environment));
    }

    /// <summary>As the library calls itself.</summary>
    public string Version { get; }

    /// <summary>The library that the variable names; null where there is none.</summary>
    public static OnnxRuntime? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { } path && File.Exists(path) ? new OnnxRuntime(path) : null;

    /// <summary>Loads a model of one input.</summary>
    /// <param name="model">The bytes of its file.</param>
    /// <param name="threads">How many threads work on one operator; 0 leaves it to the library.</param>
    public Session Load(byte[] model, int threads = 0)
    {
        nint options = 0, session = 0;
        Check(((delegate* unmanaged<nint*, nint>)_api[10])(&options));
        Check(((delegate* unmanaged<nint, int, nint>)_api[24])(options, threads));
        fixed (byte* bytes = model)
            Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)_api[8])(
                _environment, bytes, (nuint)model.Length, options, &session));
        Release(100, options);
        return new Session(this, session);
    }

    /// <summary>Loads a model and runs it once.</summary>
    /// <returns>The results in the order of <paramref name="outputs"/>, with their shapes.</returns>
    public IReadOnlyList<(long[] Dimensions, float[] Values)> Run(
        byte[] model, string input, float[] values, long[] dimensions, IReadOnlyList<string> outputs)
    {
        using var session = Load(model);
        return session.Run(input, values, dimensions, outputs);
    }

    /// <inheritdoc/>
    public void Dispose() => Release(92, _environment);

    private void Release(int function, nint handle)
    {
        if (handle != 0)
            ((delegate* unmanaged<nint, void>)_api[function])(handle);
    }

    private void Check(nint status)
    {
        if (status == 0)
            return;
        var text = ((delegate* unmanaged<nint, byte*>)_api[2])(status);
        var message = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        Release(93, status);
        throw new InvalidOperationException("ONNX Runtime: " + message);
    }

    /// <summary>A model, ready to run.</summary>
    internal sealed class Session(OnnxRuntime runtime, nint session) : IDisposable
    {
        /// <summary>Runs it.</summary>
        /// <returns>The results in the order of <paramref name="outputs"/>, with their shapes.</returns>
        public IReadOnlyList<(long[] Dimensions, float[] Values)> Run(
            string input, float[] values, long[] dimensions, IReadOnlyList<string> outputs)
        {
            nint memory = 0, tensor = 0;
            runtime.Check(((delegate* unmanaged<int, int, nint*, nint>)runtime._api[69])(0, 0, &memory));
            var names = outputs.Prepend(input).Select(n => Marshal.StringToCoTaskMemUTF8(n)).ToArray();
            try
            {
                var results = new nint[outputs.Count];
                fixed (float* data = values)
                fixed (long* shape = dimensions)
                fixed (nint* first = names, result = results)
                {
                    runtime.Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)runtime._api[49])(
                        memory, data, (nuint)(values.Length * sizeof(float)), shape, (nuint)dimensions.Length, 1, &tensor));
                    runtime.Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)runtime._api[
                        9])(session, 0, first, &tensor, 1, first + 1, (nuint)outputs.Count, result));
                }
                return [.. results.Select(Contents)];
            }
            finally
            {
                foreach (var name in names)
                    Marshal.FreeCoTaskMem(name);
                runtime.Release(96, tensor);
                runtime.Release(94, memory);
            }
        }

        /// <inheritdoc/>
        public void Dispose() => runtime.Release(95, session);

        private (long[] Dimensions, float[] Values) Contents(nint value)
        {
            var api = runtime._api;
            nint info = 0;
            nuint rank = 0, count = 0;
            float* data;
            runtime.Check(((delegate* unmanaged<nint, nint*, nint>)api[65])(value, &info));
            runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)api[61])(info, &rank));
            runtime.Check(((delegate* unmanaged<nint, nuint*, nint>)api[64])(info, &count));
            var dimensions = new long[rank];
            fixed (long* shape = dimensions)
                runtime.Check(((delegate* unmanaged<nint, long*, nuint, nint>)api[62])(info, shape, rank));
            runtime.Check(((delegate* unmanaged<nint, float**, nint>)api[51])(value, &data));
            var values = new ReadOnlySpan<float>(data, (int)count).ToArray();
            runtime.Release(99, info);
            runtime.Release(96, value);
            return (dimensions, values);
        }
    }
}
