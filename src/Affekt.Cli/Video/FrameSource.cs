using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Affekt.Imaging;
using Affekt.Imaging.Decoding;

namespace Affekt.Cli.Video;

/// <summary>A frame of a video or camera.</summary>
/// <param name="Time">Since the first frame.</param>
/// <param name="Picture">Null when the frame is damaged.</param>
internal sealed record Frame(TimeSpan Time, Image? Picture);

/// <summary>
/// Frames of a video file or a camera, decoded by ffmpeg in a process of its own, which hands them over as BMP pictures through a
/// pipe. Nothing is written to the disk.
/// </summary>
internal static class FrameSource
{
    private const int LargestSide = 1280;
    private const int HeaderBytes = 6;
    private const int LargestFrame = 64 << 20;

    /// <summary>What a file may end with to be taken for a video.</summary>
    public static readonly string[] VideoEndings = [
        ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mjpeg", ".mjpg", ".mpg", ".mpeg", ".wmv", ".ogv"];

    /// <summary>True for a file that is called like a video.</summary>
    public static bool IsVideo(string path) => VideoEndings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The frames of a file, some a second.</summary>
    /// <exception cref="IOException">ffmpeg is missing, or cannot read the file.</exception>
    public static IAsyncEnumerable<Frame> OfFile(string path, double fps, CancellationToken cancellation) => File.Exists(path)
        ? Read(["-i", path], fps, path, cancellation)
        : throw new FileNotFoundException(null, path);

    /// <summary>The frames of a Video4Linux camera, some a second.</summary>
    /// <exception cref="IOException">ffmpeg is missing, or the camera cannot be used.</exception>
    public static IAsyncEnumerable<Frame> OfCamera(string device, double fps, CancellationToken cancellation) => File.Exists(device)
        ? Read(["-f", "v4l2", "-video_size", "640x480", "-i", device], fps, device, cancellation)
        : throw new IOException($"There is no camera at {device}: connect one, or name another with --device (ls /dev/video*).");

    private static async IAsyncEnumerable<Frame> Read(
        string[] input, double fps, string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var rate = fps.ToString(CultureInfo.InvariantCulture);
        using var process = Start([
            "-nostdin", "-v", "error", .. input, "-an",
            "-vf", $"fps={rate},scale='min({LargestSide},iw)':-2", "-f", "image2pipe", "-c:v", "bmp", "-pix_fmt", "bgr24", "-"]);
        var complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var count = 0;
        try
        {
            var pipe = process.StandardOutput.BaseStream;
            while (await ReadPicture(pipe, cancellation).ConfigureAwait(false) is { } bytes)
                yield return new Frame(TimeSpan.FromSeconds(count++ / fps), Decode(bytes));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        if (count == 0)
        {
            var said = (await complaints.ConfigureAwait(false)).Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim();
            throw new IOException($"{name}: ffmpeg finds no frame in it ({said ?? "it is empty"}). Is it a video, and not " +
                $"in use elsewhere?");
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            "ffmpeg")
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException("Videos and cameras need ffmpeg, which is not installed: apt install ffmpeg, brew install " +
                "ffmpeg, or https://ffmpeg.org/download.html.", exception);
        }
    }

    private static async Task<byte[]?> ReadPicture(Stream pipe, CancellationToken cancellation)
    {
        var header = new byte[HeaderBytes];
        if (await pipe.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation)
            .ConfigureAwait(false) < header.Length)
            return null;
        // "BM", then the length of the file.
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(2));
        if (header[0] != 'B' || header[1] != 'M' || length is <= HeaderBytes or > LargestFrame)
            throw new IOException("ffmpeg hands over something that is no picture; try another version of it.");
        var bytes = new byte[length];
        header.CopyTo(bytes, 0);
        var read = await pipe.ReadAtLeastAsync(
            bytes.AsMemory(HeaderBytes), length - HeaderBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return read == length - HeaderBytes ? bytes : null;
    }

    private static Image? Decode(byte[] bytes)
    {
        try
        {
            return ImageDecoder.Decode(bytes);
        }
        catch (ImageFormatException)
        {
            return null;
        }
    }
}
