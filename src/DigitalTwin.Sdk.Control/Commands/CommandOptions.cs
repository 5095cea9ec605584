namespace DigitalTwin.Sdk.Control;

/// <summary>What may be said about a request beyond its value. Copied when the request is made.</summary>
public sealed class CommandOptions
{
    /// <summary>When the command lapses: nothing of it is sent at or after this moment of lane time, however long it waited.</summary>
    /// <value>Null by default: the time the ramp takes, and the guard's <see cref="WriteGuard.ExpireAfter"/> on top, anew with every step the plant was seen to take.</value>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Why, for the journal.</summary>
    /// <value>Empty by default.</value>
    public string Reason { get; set; } = "";

    /// <summary>Who asks, for the journal and the desired value.</summary>
    /// <value>Empty by default.</value>
    public string By { get; set; } = "";

    /// <summary>Requests with the same key are one command: the second gets the first one's result. The last 256 keys are remembered; a call that threw leaves its key free.</summary>
    /// <value>Null by default: every request is a command of its own.</value>
    public string? IdempotencyKey { get; set; }
}
