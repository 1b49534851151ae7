using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>
/// The array files of NumPy (format versions 1 to 3), as far as they hold little-endian single-precision numbers in C
/// order: the common coin between frameworks.
/// </summary>
public static partial class Npy
{
    private const int MostHeaderBytes = 1 << 16;
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Tensor Load(string path, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        var length = new FileInfo(path).Length;
        if (length > limits.MaxFileBytes)
            throw new ModelFormatException($"Array {path} has {length} bytes; at most {limits.MaxFileBytes} are read.");
        try
        {
            return Parse(File.ReadAllBytes(path), limits);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Array {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">They are no such file.</exception>
    public static Tensor Parse(ReadOnlySpan<byte> bytes, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        if (bytes.Length < 10 || !bytes.StartsWith(Magic))
            throw new ModelFormatException("This is no .npy file; expected one written by numpy.save.");
        var major = bytes[6];
        if (major is < 1 or > 3)
            throw new ModelFormatException($"The .npy file has format version {major}; expected 1 to 3.");
        var start = major == 1 ? 10 : 12;
        if (bytes.Length < start)
            throw new ModelFormatException("The .npy file is truncated in its header.");
        var headerLength = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (headerLength > MostHeaderBytes || start + headerLength > bytes.Length)
            throw new ModelFormatException($"The .npy file has a header of {headerLength} bytes; it is truncated or damaged.");
        var header = Encoding.UTF8.GetString(bytes.Slice(start, (int)headerLength));
        var match = Header().Match(header);
        if (!match.Success)
            throw new ModelFormatException("The .npy file has an unreadable header; expected descr, fortran_order and shape.");
        if (match.Groups["descr"].Value != "<f4")
            throw new ModelFormatException(
                $"The .npy file holds '{match.Groups["descr"].Value}'; expected '<f4', which numpy.float32 gives.");
        if (match.Groups["order"].Value != "False")
            throw new ModelFormatException("The .npy file is in Fortran order; expected C order, which numpy.ascontiguousarray gives.");
        var dimensions = new List<int>();
        var count = 1L;
        foreach (var part in match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || dimensions.Count == 8
                || (count *= size) > limits.MaxTensorElements)
                throw new ModelFormatException(
                    $"The .npy file has shape ({match.Groups["shape"].Value}); expected at most 8 sizes and " +
                    $"{limits.MaxTensorElements} numbers.");
            dimensions.Add(size);
        }
        var data = bytes[(start + (int)headerLength)..];
        if (data.Length != count * sizeof(float))
            throw new ModelFormatException(
                $"The .npy file holds {data.Length} bytes of numbers; its shape asks for {count * sizeof(float)}.");
        var values = new float[count];
        if (BitConverter.IsLittleEndian)
            data.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        else
            for (var i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]);
        return new Tensor(dimensions, values);
    }

    /// <summary>The bytes of a file that <c>numpy.load</c> reads.</summary>
    public static byte[] ToBytes(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = string.Join(", ", tensor.Dimensions) + (tensor.Dimensions.Count == 1 ? "," : "");
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}";
        // The numbers start at a multiple of 64 bytes.
        var length = (10 + header.Length + 1 + 63) / 64 * 64 - 10;
        var bytes = new byte[10 + length + (long)tensor.Values.Length * sizeof(float)];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)length);
        Encoding.ASCII.GetBytes(header.PadRight(length - 1) + "\n").CopyTo(bytes.AsSpan(10));
        for (var i = 0; i < tensor.Values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(10 + length + 4 * i), tensor.Values[i]);
        return bytes;
    }

    /// <summary>Writes a file; one that is there is replaced when the new one is complete.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Tensor tensor)
    {
        var partial = path + ".partial";
        File.WriteAllBytes(partial, ToBytes(tensor));
        File.Move(partial, path, overwrite: true);
    }

    [GeneratedRegex(@"^\{\s*'descr':\s*'(?<descr>[^']*)',\s*'fortran_order':\s*(?<order>True|False),\s*'shape':\s*\((?<shape>[0-9, ]*)\),?\s*\}\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();
}
