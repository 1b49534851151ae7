using System.Formats.Tar;
using System.IO.Compression;
using Affekt.Imaging;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// An archive of pictures (.zip, .tar or .tar.gz), unpacked into a folder of its own that is gone when this is disposed of.
/// Only pictures and csv files are unpacked, and only up to a limit.
/// </summary>
internal sealed class PictureArchive : IDisposable
{
    private const long MostBytes = 16L << 30;
    private const int MostFiles = 2_000_000;

    private readonly string _folder;
    private long _bytes;
    private int _files;

    private PictureArchive(string folder) => _folder = folder;

    /// <summary>What to read: the folder, or the one csv that lists its pictures.</summary>
    public string Data { get; private set; } = "";

    /// <summary>True for an archive that holds pictures; archives of a csv alone are read without unpacking them.</summary>
    public static bool IsOne(string path)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            return ArchiveKind.Of(path) switch
            {
                ArchiveKind.Zip => ZipNames(path).Any(PictureFiles.IsNamedPicture),
                ArchiveKind.Tar or ArchiveKind.TarGz => TarNames(path).Any(PictureFiles.IsNamedPicture),
                _ => false,
            };
        }
        catch (InvalidDataException)
        {
            return false; // The csv reader says what is wrong with it.
        }
    }

    /// <summary>Unpacks it.</summary>
    /// <exception cref="DatasetException">It is damaged, too large, or names files outside itself.</exception>
    /// <exception cref="IOException">There is no room.</exception>
    public static PictureArchive Unpack(string path, CancellationToken cancellation)
    {
        var archive = new PictureArchive(Directory.CreateTempSubdirectory("affekt-data-").FullName);
        try
        {
            if (ArchiveKind.Of(path) == ArchiveKind.Zip)
                archive.UnpackZip(path, cancellation);
            else
                archive.UnpackTar(path, cancellation);
            var tables = Directory.EnumerateFiles(archive._folder, "*.csv", SearchOption.AllDirectories).ToList();
            archive.Data = tables is [var table] ? table : archive._folder;
            return archive;
        }
        catch (InvalidDataException exception)
        {
            archive.Dispose();
            throw new DatasetException($"{Path.GetFileName(path)} is damaged and cannot be unpacked; download it again.", exception);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void UnpackZip(string path, CancellationToken cancellation)
    {
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries.Where(e => e.Name.Length > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            using var content = entry.Open();
            Write(path, entry.FullName, content);
        }
    }

    private void UnpackTar(string path, CancellationToken cancellation)
    {
        using var tar = OpenTar(path);
        while (tar.GetNextEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content })
                Write(path, entry.Name, content);
        }
    }

    private void Write(string archive, string name, Stream content)
    {
        var target = Path.GetFullPath(Path.Combine(_folder, name));
        if (!target.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new DatasetException($"{Path.GetFileName(archive)} names a file outside itself ({name}); it is not unpacked.");
        if (!PictureFiles.IsNamedPicture(name) && !name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var file = File.Create(target);
        var buffer = new byte[1 << 16];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            _bytes += read;
            if (_bytes > MostBytes)
                throw TooLarge(archive);
            file.Write(buffer.AsSpan(0, read));
        }
        if (++_files > MostFiles)
            throw TooLarge(archive);
    }

    private static DatasetException TooLarge(string archive) => new(
        $"{Path.GetFileName(archive)} holds more than {MostBytes >> 30} GB or {MostFiles:N0} files; unpack it yourself and name the folder.");

    private static IEnumerable<string> ZipNames(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(e => e.FullName)];
    }

    private static IEnumerable<string> TarNames(string path)
    {
        using var tar = OpenTar(path);
        while (tar.GetNextEntry() is { } entry)
            yield return entry.Name;
    }

    private static TarReader OpenTar(string path)
    {
        Stream file = File.OpenRead(path);
        return new TarReader(ArchiveKind.Of(path) == ArchiveKind.TarGz ? new GZipStream(file, CompressionMode.Decompress) : file);
    }
}
