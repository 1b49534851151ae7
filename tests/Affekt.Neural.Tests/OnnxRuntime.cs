using System.Runtime.InteropServices;
using System.Text;

namespace Affekt.Neural.Tests;

/// <summary>
/// ONNX Runtime through its C interface, as an independent judge of files. Its table of functions only ever grows, so that
/// the places used here hold for every version since 1.0.
/// </summary>
internal sealed unsafe class OnnxRuntime : IDisposable
{
    public const string Variable = "AFFEKT_ORT";

    private const uint ApiVersion = 1;
    private readonly nint* _api;
    private readonly nint _environment;

    private OnnxRuntime(string path)
    {
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(NativeLibrary.Load(path), "OrtGetApiBase");
        _api = (nint*)((delegate* unmanaged<uint, nint>)getBase()[0])(ApiVersion);
        fixed (byte* name = "affekt\0"u8)
        fixed (nint* environment = &_environment)
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_api[3])(3, name, environment));
    }

    /// <summary>Skips the calling test where the library is not at hand.</summary>
    public static OnnxRuntime Require()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(File.Exists(path), $"Set {Variable} to the path of libonnxruntime (npm package onnxruntime-node has one) to compare with ONNX Runtime.");
        return new OnnxRuntime(path);
    }

    /// <summary>Runs a model of one input.</summary>
    /// <returns>The results in the order of <paramref name="outputs"/>, with their shapes.</returns>
    public IReadOnlyList<(long[] Dimensions, float[] Values)> Run(byte[] model, string input, float[] values, long[] dimensions, IReadOnlyList<string> outputs)
    {
        nint options = 0, session = 0, memory = 0, tensor = 0;
        Check(((delegate* unmanaged<nint*, nint>)_api[10])(&options));
        fixed (byte* bytes = model)
            Check(((delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)_api[8])(_environment, bytes, (nuint)model.Length, options, &session));
        Check(((delegate* unmanaged<int, int, nint*, nint>)_api[69])(0, 0, &memory));
        var names = outputs.Prepend(input).Select(n => Marshal.StringToCoTaskMemUTF8(n)).ToArray();
        try
        {
            var results = new nint[outputs.Count];
            fixed (float* data = values)
            fixed (long* shape = dimensions)
            fixed (nint* first = names, result = results)
            {
                Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_api[49])(memory, data, (nuint)(values.Length * sizeof(float)), shape, (nuint)dimensions.Length, 1, &tensor));
                Check(((delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_api[9])(session, 0, first, &tensor, 1, first + 1, (nuint)outputs.Count, result));
            }
            return [.. results.Select(Contents)];
        }
        finally
        {
            foreach (var name in names)
                Marshal.FreeCoTaskMem(name);
            Release(96, tensor);
            Release(94, memory);
            Release(95, session);
            Release(100, options);
        }
    }

    public void Dispose() => Release(92, _environment);

    private (long[] Dimensions, float[] Values) Contents(nint value)
    {
        nint info = 0;
        nuint rank = 0, count = 0;
        float* data;
        Check(((delegate* unmanaged<nint, nint*, nint>)_api[65])(value, &info));
        Check(((delegate* unmanaged<nint, nuint*, nint>)_api[61])(info, &rank));
        Check(((delegate* unmanaged<nint, nuint*, nint>)_api[64])(info, &count));
        var dimensions = new long[rank];
        fixed (long* shape = dimensions)
            Check(((delegate* unmanaged<nint, long*, nuint, nint>)_api[62])(info, shape, rank));
        Check(((delegate* unmanaged<nint, float**, nint>)_api[51])(value, &data));
        var values = new ReadOnlySpan<float>(data, (int)count).ToArray();
        Release(99, info);
        Release(96, value);
        return (dimensions, values);
    }

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
}
