namespace DigitalTwin.Sdk.Control;

/// <summary>The command that a loop works on. Lives in the lane. Times are lane time, 100 ns UTC.</summary>
internal sealed class Command
{
    internal required Guid Id { get; init; }

    internal required CommandKind Kind { get; init; }

    internal required double Requested { get; init; }

    /// <summary>What the guard made of the request; where the ramp ends.</summary>
    internal required double Target { get; init; }

    internal required string By { get; init; }

    internal required string Reason { get; init; }

    internal required long ExpiresTicks { get; set; }

    /// <summary>Whether a person said when it lapses: nothing that happens puts that off.</summary>
    internal bool IsExpiryFixed { get; set; }

    internal CommandTrace Trace { get; set; } = CommandTrace.None;

    internal bool IsProposed { get; set; }

    internal long ApprovedUntilTicks { get; set; }

    /// <summary>Nothing is sent before this: a ramp's pause, or a back-off.</summary>
    internal long NotBeforeTicks { get; set; }

    /// <summary>A value that was tried and is to be tried again; null if none.</summary>
    internal double? Again { get; set; }

    /// <summary>Whether the target itself has been sent and acknowledged, so that only the plant is waited for.</summary>
    internal bool IsDelivered { get; set; }

    internal CommandState State { get; set; } = CommandState.Queued;
}
