using System.Globalization;
using System.Net.Http.Headers;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;

namespace Affekt.Benchmarks;

/// <summary>The two requests that are measured.</summary>
internal static class Requests
{
    private static readonly byte[] Picture = JpegEncoder.Encode(DrawnFace.Draw(640, 480));

    /// <summary>A picture of 640 x 480 pixels, to a reading and five songs.</summary>
    public static async Task<bool> Mood(HttpClient client, int songs = 5)
    {
        using var content = new ByteArrayContent(Picture);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return await Read(client.PostAsync(new Uri($"/api/v1/mood?n={songs}", UriKind.Relative), content)).ConfigureAwait(false);
    }

    /// <summary>Five songs for a point, another one each time.</summary>
    public static Task<bool> Recommendation(HttpClient client, int number)
    {
        // Steps of the golden ratio visit the plane evenly.
        var valence = number * 0.618033988749 % 1 * 1.8 - 0.9;
        var arousal = number * 0.754877666247 % 1 * 1.8 - 0.9;
        return Read(client.GetAsync(new Uri(string.Create(
            CultureInfo.InvariantCulture, $"/api/v1/recommendations?valence={valence:0.###}&arousal={arousal:0.###}"), UriKind.Relative)));
    }

    private static async Task<bool> Read(Task<HttpResponseMessage> request)
    {
        try
        {
            using var response = await request.ConfigureAwait(false);
            await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
