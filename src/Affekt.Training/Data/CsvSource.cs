using System.Formats.Tar;
using System.IO.Compression;

namespace Affekt.Training.Data;

/// <summary>The bytes of a csv file that may be packed as .gz, .tar.gz or .zip; told by content, since names lie.</summary>
internal sealed class CsvSource : IDisposable
{
    private static readonly string[] PreferredEntries = ["fer2013.csv", "icml_face_data.csv", "fer2013new.csv"];
    private readonly FileStream _file;
    private readonly IDisposable? _archive;

    private CsvSource(FileStream file, string name, IDisposable? archive, Stream bytes) =>
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
            return ArchiveKind.Of(path) switch
            {
                ArchiveKind.Gz => new CsvSource(file, name, null, new GZipStream(file, CompressionMode.Decompress)),
                ArchiveKind.TarGz => OpenTar(file, name, new GZipStream(file, CompressionMode.Decompress)),
                ArchiveKind.Tar => OpenTar(file, name, file),
                ArchiveKind.Zip => OpenArchive(file, name),
                _ => new CsvSource(file, name, null, file),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A tar can only be read forwards: the first csv of a known name, else the first of all.</summary>
    private static CsvSource OpenTar(FileStream file, string name, Stream bytes)
    {
        var names = new List<string>();
        try
        {
            using (var first = new TarReader(bytes, leaveOpen: true))
                while (first.GetNextEntry() is { } entry)
                    if (entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                        names.Add(entry.Name);
            var chosen = PreferredEntries.Select(p => names.Find(n => Path.GetFileName(n).Equals(p, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(n => n is not null) ?? (names.Count == 1 ? names[0] : null)
                ?? throw new DatasetException(names.Count == 0
                    ? $"{name} holds no csv file; name an archive that holds fer2013.csv."
                    : $"{name} holds {names.Count} csv files and none is called fer2013.csv; unpack it and name the one to read.");
            file.Position = 0;
            var again = bytes == file ? bytes : new GZipStream(file, CompressionMode.Decompress);
            var tar = new TarReader(again);
            while (tar.GetNextEntry() is { } entry)
                if (entry.Name == chosen && entry.DataStream is { } content)
                    return new CsvSource(file, $"{name}:{chosen}", tar, content);
            throw new DatasetException($"{name} is a damaged archive; download it again.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new DatasetException($"{name} is a damaged archive; download it again.", e);
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
