namespace Affekt.Cli.Output;

/// <summary>What a shell learns from the end of a command.</summary>
internal static class ExitCode
{
    /// <summary>The command did its job.</summary>
    public const int Done = 0;

    /// <summary>The command failed on its input; one line on stderr says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>The person stopped the command.</summary>
    public const int Cancelled = 130;
}
