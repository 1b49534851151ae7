namespace Affekt.Server.Web;

/// <summary>Tells a supervisor that the server is up.</summary>
internal static class Health
{
    /// <summary>GET /healthz: 200 once the server answers at all; it starts only with a model that works.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app) =>
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ExcludeFromDescription();
}
