namespace Affekt.Library.Storage;

/// <summary>Who may have something kept. Asked within the transaction that writes, so that a deletion cannot come between.</summary>
public interface IListenerRights
{
    /// <summary>True while there is such a listener.</summary>
    bool Exists(string listener);

    /// <summary>True while the listener agrees to having pictures read.</summary>
    bool Agrees(string listener);
}

/// <summary>What should be kept is of somebody who was deleted, or who took their consent back. The message is one line.</summary>
public sealed class NotKeptException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public NotKeptException()
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public NotKeptException(string message) : base(message)
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was.</param>
    public NotKeptException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>True when consent is missing, false when the listener was deleted.</summary>
    public bool NeedsConsent { get; private init; }

    /// <summary>The listener was deleted.</summary>
    public static NotKeptException Deleted() => new("This profile was deleted: nothing more is kept of it. Try again to begin a new one.");

    /// <summary>Consent is missing.</summary>
    public static NotKeptException WithoutConsent() =>
        new("Consent was taken back: nothing that comes of pictures is kept.") { NeedsConsent = true };
}
