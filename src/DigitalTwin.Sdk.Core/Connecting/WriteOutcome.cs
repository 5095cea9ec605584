namespace DigitalTwin.Sdk;

/// <summary>What became of one attempt to send a value.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">Why, in words for an operator; empty when acknowledged.</param>
public readonly record struct WriteOutcome(WriteStatus Status, string Reason)
{
    /// <summary>The other side has confirmed that it received the value.</summary>
    public static WriteOutcome Acknowledged => new(WriteStatus.Acknowledged, "");
}
