using System.IO.Compression;

namespace Affekt.Training.Data;

/// <summary>The bytes of a csv file that may be packed as .gz or .zip; told by content, since names lie.</summary>
internal sealed class CsvSource : IDisposable
{
    private static readonly string[] PreferredEntries = ["fer2013.csv", "icml_face_data.csv", "fer2013new.csv"];
    private readonly FileStream _file;
    private readonly ZipArchive? _archive;

    private CsvSource(FileStream file, string name, ZipArchive? archive, Stream bytes) =>
        (_file, Name, _archive, Bytes) = (file, name, archive, bytes);

    /// <summary>The file name for messages; "a.zip:b.csv" inside an archive.</summary>
    public string Name { get; }

    /// <summary>The unpacked bytes, read once from start to end.</summary>
    public Stream Bytes { get; }

    /// <summary>How much of the file on disk has been read: 0 to 1.</summary>
    public double Fraction => _file.Length == 0 ? 1 : Math.Min(1, (double)_file.Position / _file.Length);

    public static CsvSource Open(string path)
    {
        // Read in large blocks by the line reader: a second buffer would only copy.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        var name = Path.GetFileName(path);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            file.Position = 0;
            if (length >= 2 && magic[0] == 0x1f && magic[1] == 0x8b)
                return new CsvSource(file, name, null, new GZipStream(file, CompressionMode.Decompress));
            if (length == 4 && magic.SequenceEqual("PK\u0003\u0004"u8))
                return OpenArchive(file, name);
            return new CsvSource(file, name, null, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static CsvSource OpenArchive(FileStream file, string name)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"{name} is a damaged zip archive; download it again.", e);
        }
        var tables = archive.Entries.Where(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).ToList();
        var entry = PreferredEntries.Select(p => tables.Find(e => e.Name.Equals(p, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(e => e is not null)
            ?? (tables.Count == 1 ? tables[0] : null);
        if (entry is not null)
            return new CsvSource(file, $"{name}:{entry.FullName}", archive, entry.Open());
        archive.Dispose();
        throw new DatasetException(tables.Count == 0
            ? $"{name} holds no csv file; name an archive that holds fer2013.csv."
            : $"{name} holds {tables.Count} csv files and none is called fer2013.csv; unpack it and name the one to read.");
    }

    public void Dispose()
    {
        Bytes.Dispose();
        _archive?.Dispose();
        _file.Dispose();
    }
}
