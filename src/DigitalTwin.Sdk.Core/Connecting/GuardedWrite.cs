namespace DigitalTwin.Sdk;

/// <summary>A value that has passed a guard chain and may be sent to the plant. Cannot be made outside DigitalTwin.Sdk.Control.</summary>
public sealed class GuardedWrite
{
    internal GuardedWrite(Property property, double value, DateTimeOffset issuedAt, DateTimeOffset expiresAt, Guid commandId)
    {
        Property = property;
        Value = value;
        IssuedAt = issuedAt;
        ExpiresAt = expiresAt;
        CommandId = commandId;
    }

    /// <summary>The set-point.</summary>
    public Property Property { get; }

    /// <summary>The value in the set-point's unit; always finite.</summary>
    public double Value { get; }

    /// <summary>When the guard let it pass.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>After this moment it must not be sent any more (semantics F2).</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Identifies the command across retries, so that a receiver can recognise a repetition.</summary>
    public Guid CommandId { get; }
}
