using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Server.Hosting;
using Affekt.Vision;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Affekt.Server.Endpoints;

/// <summary>The picture of a request is missing or of no type that is taken.</summary>
internal sealed class UploadException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status to answer with.</summary>
    public int Status { get; } = status;
}

/// <summary>Takes the picture out of a request, into memory and nowhere else.</summary>
/// <remarks>ASP.NET's own form reader puts larger files on the disk, so a multipart body is read section by section here.</remarks>
internal static class Upload
{
    /// <summary>What is taken, in words.</summary>
    public const string Types = "JPEG, PNG, WebP, GIF, TIFF or BMP";

    private const int FirstBuffer = 1 << 16;

    // For finding and reading faces.
    private const long Overhead = 16 << 20;

    private const string NoPicture = $"The request holds no picture: send a {Types} as the body, or as the file of a form.";

    private static ReadOnlySpan<byte> ProgressiveMarker => [0xFF, 0xC2];

    /// <summary>What the API says about the body. The content type is judged here and not by routing, so that the answer has a
    /// reason.</summary>
    public static OpenApiRequestBody Description { get; } = new()
    {
        Required = true,
        Description = "The picture.",
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["image/jpeg"] = new() { Schema = File() },
            ["image/png"] = new() { Schema = File() },
            ["image/webp"] = new() { Schema = File() },
            ["image/gif"] = new() { Schema = File() },
            ["image/tiff"] = new() { Schema = File() },
            ["image/bmp"] = new() { Schema = File() },
            ["multipart/form-data"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema> { ["image"] = File() }
                },
            },
        },
    };

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };

    /// <summary>Reads the picture's bytes.</summary>
    /// <param name="request">Its body holds the picture.</param>
    /// <param name="memory">Where the bytes are booked as they arrive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BusyException">Too many bytes of others are held.</exception>
    /// <exception cref="UploadException">There is none, or the content type is none that is taken.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, UploadMemory.Share memory, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && !string.IsNullOrEmpty(request.ContentType))
            throw new UploadException(StatusCodes.Status415UnsupportedMediaType, NoPicture);
        if (type is not null && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return await ReadFormAsync(request, type, memory, cancellationToken).ConfigureAwait(false);
        // The first bytes decide what a picture is; the header only has to not claim something else.
        if (type is not null && !type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
            && !type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
            throw new UploadException(
                StatusCodes.Status415UnsupportedMediaType, $"A body of type {type.MediaType} is no picture: send a {Types}.");
        return await ReadAllAsync(request.Body, request.ContentLength, memory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at the header alone: what is no picture, or too large a one, is told apart from a damaged one.</summary>
    /// <returns>The memory that reading it takes at most, in bytes.</returns>
    /// <exception cref="UploadException">The bytes are of no type that is read, or promise more pixels than are read.</exception>
    public static long RequirePicture(ReadOnlySpan<byte> bytes)
    {
        ImageInfo info;
        try
        {
            info = ImageDecoder.Identify(bytes);
        }
        catch (ImageFormatException exception)
        {
            throw new UploadException(StatusCodes.Status415UnsupportedMediaType, exception.Message);
        }
        var limits = DecodeLimits.Default;
        if (Math.Max(info.Width, info.Height) > limits.MaxSide || (long)info.Width * info.Height > limits.MaxPixels)
            throw new UploadException(StatusCodes.Status413PayloadTooLarge,
                $"The picture is {info.Width} x {info.Height} pixels, more than is read. Make it smaller; 1024 pixels a side are enough.");
        return MemoryOf(bytes, info);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, UploadMemory.Share memory, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 200)
            throw new UploadException(StatusCodes.Status400BadRequest, "The form's boundary is missing or damaged.");
        var reader = new MultipartReader(boundary, request.Body);
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
            {
                if (section.GetContentDispositionHeader()?.IsFileDisposition() == true)
                    return await ReadAllAsync(section.Body, null, memory, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "The form ends early or is damaged: send it again.");
        }
        catch (InvalidDataException)
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "The form is damaged: send it again.");
        }
        throw new UploadException(StatusCodes.Status400BadRequest, NoPicture);
    }

    // The buffer grows with what arrives: a promised length takes no memory.
    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(
        Stream body, long? promised, UploadMemory.Share memory, CancellationToken cancellationToken)
    {
        var most = promised is > 0 and < Limits.MaxPictureBytes ? (int)promised : Limits.MaxPictureBytes;
        var buffer = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                // One byte more than there can be, to see the end.
                var size = (int)Math.Min(Math.Max(2L * length, FirstBuffer), most + 1L);
                memory.Take(size - buffer.Length);
                Array.Resize(ref buffer, size);
            }
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0)
                break;
            if (length > most)
                throw new UploadException(StatusCodes.Status413PayloadTooLarge,
                    $"The picture is larger than {Limits.MaxPictureBytes >> 20} MB. 1024 pixels a side are enough.");
        }
        return length > 0 ? buffer.AsMemory(0, length) : throw new UploadException(StatusCodes.Status400BadRequest, NoPicture);
    }

    // What a decoder holds of a picture at most. A progressive JPEG keeps two bytes of each of three samples until its last
    // scan; what comes out of JPEG and PNG is reduced. Other formats are decoded at their own size, and converted.
    private static long MemoryOf(ReadOnlySpan<byte> bytes, ImageInfo info)
    {
        var pixels = (long)info.Width * info.Height;
        var by = FacePictures.Options.Reduction(info.Width, info.Height);
        var reduced = 2 * info.Channels * pixels / (by * by);
        return Overhead + info.Format switch
        {
            // Within the data of a picture this marker cannot occur; within a preview it costs a longer wait.
            ImageFormat.Jpeg => reduced + (bytes.IndexOf(ProgressiveMarker) >= 0 ? 6 * pixels : 0),
            ImageFormat.Png => reduced,
            _ => 8 * pixels,
        };
    }
}
