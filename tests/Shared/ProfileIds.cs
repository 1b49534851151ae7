using System.Security.Cryptography;

namespace Affekt.Testing;

/// <summary>Ids of profiles that are the same in every run: what a listener is offered is drawn with the id as its seed.</summary>
public static class ProfileIds
{
    /// <summary>Gives one id after another, each 16 hexadecimal digits.</summary>
    public static Func<string> Repeatable()
    {
        var number = 0;
        return () => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref number))).AsSpan(0, 8));
    }
}
