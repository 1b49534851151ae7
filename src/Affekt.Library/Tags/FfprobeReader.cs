using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Affekt.Library.Tags;

/// <summary>Tags of audio files by ffprobe, where it is installed: it knows more containers than our own readers.</summary>
internal static class FfprobeReader
{
    private const int MaxOutput = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["title"] = "TITLE",
        ["artist"] = "ARTIST",
        ["album"] = "ALBUM",
        ["date"] = "DATE",
        ["year"] = "DATE",
        ["TYER"] = "DATE",
        ["genre"] = "GENRE",
        ["mood"] = "MOOD",
        ["TMOO"] = "MOOD",
        ["BPM"] = "BPM",
        ["TBPM"] = "BPM",
        ["tmpo"] = "BPM",
        ["TLAN"] = "LANGUAGE",
        ["ISRC"] = "ISRC",
        ["TSRC"] = "ISRC",
    };

    /// <summary>What ffprobe reads besides what our own readers do.</summary>
    public static IReadOnlyList<string> MoreExtensions { get; } = [
        ".wav", ".wma", ".aif", ".aiff", ".ape", ".wv", ".aac", ".m4b", ".mka", ".webm"];

    /// <summary>The program's full path, or null when it is not installed.</summary>
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "ffprobe.exe" : "ffprobe";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The tags and the length of a file, or null when the program cannot be started, takes too long, or knows no
    /// such file.</summary>
    public static (AudioTags Tags, double? Seconds)? Read(string program, string file, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8
        };
        // Each argument by itself, never a line for a shell; "file:" keeps names with a colon from being taken for protocols.
        foreach (var argument in new[] { "-v", "quiet", "-protocol_whitelist", "file", "-show_entries",
            "format=duration:format_tags:stream_tags", "-of", "json", "file:" + Path.GetFullPath(file) })
            start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            using var ending = limit.Token.Register(process.Kill);
            process.StandardInput.Close();
            var buffer = new char[MaxOutput];
            var length = process.StandardOutput.ReadBlock(buffer);
            if (length == MaxOutput)
                process.Kill();
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? Parse(buffer.AsMemory(0, length)) : null;
        }
        catch (Exception e) when (e is Win32Exception or JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>What the program wrote: tags of the file come before those of its streams.</summary>
    internal static (AudioTags Tags, double? Seconds) Parse(ReadOnlyMemory<char> json)
    {
        using var document = JsonDocument.Parse(json);
        var tags = new AudioTags();
        double? seconds = null;
        if (document.RootElement.TryGetProperty("format", out var format))
        {
            if (format.TryGetProperty("duration", out var duration)
                && double.TryParse(duration.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var length) && length > 0)
                seconds = length;
            Take(format, tags);
        }
        if (document.RootElement.TryGetProperty("streams", out var streams))
        {
            foreach (var stream in streams.EnumerateArray())
                Take(stream, tags);
        }
        return (tags, seconds);
    }

    private static void Take(JsonElement part, AudioTags tags)
    {
        if (!part.TryGetProperty("tags", out var found))
            return;
        foreach (var tag in found.EnumerateObject())
        {
            if (Names.TryGetValue(tag.Name, out var name) && tag.Value.ValueKind == JsonValueKind.String)
                tags.Add(name, tag.Value.GetString()!);
        }
    }
}
