namespace Affekt.Cli;

/// <summary>Where the shipped models are.</summary>
internal static class Models
{
    /// <summary>The folder beside the program.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models");
}
