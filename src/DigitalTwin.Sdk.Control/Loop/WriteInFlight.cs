namespace DigitalTwin.Sdk.Control;

/// <summary>The one write that is on its way. The token is cancelled when the other side takes too long.</summary>
internal sealed class WriteInFlight(GuardedWrite write, long approvedUntilTicks, long deadlineTicks, CancellationTokenSource cancellation)
{
    /// <summary>What is sent and when.</summary>
    internal required PlantPoint Point { get; init; }

    /// <summary>The trace of the command it belongs to, which may have ended before the outcome is known.</summary>
    internal required CommandTrace Trace { get; init; }

    internal required PlantPoint? OriginBefore { get; init; }

    internal required PlantPoint? LastSentBefore { get; init; }

    internal required bool WasOriginReported { get; init; }

    /// <summary>Of when the knowledge of that origin was; lane time, 100 ns UTC.</summary>
    internal required long OriginKnownBefore { get; init; }

    /// <summary>What the plant was seen to hold before; null if unknown, or if the plant is not watched any more.</summary>
    internal required double? SettledBefore { get; set; }

    /// <summary>Whether it was stopped before the connector was called, so that the plant cannot have got it. Set before the outcome is posted to the lane.</summary>
    internal bool WasVetoed { get; set; }

    internal GuardedWrite Write => write;

    internal long ApprovedUntilTicks => approvedUntilTicks;

    /// <summary>When what the decision to send it rests on grows too old, 100 ns UTC; <see cref="long.MaxValue"/> if never.</summary>
    internal required long FreshUntilTicks { get; init; }

    /// <summary>When the answer is overdue, or, once it was given up, the connector itself; lane time, 100 ns UTC. <see cref="long.MaxValue"/> once that was said.</summary>
    internal long DeadlineTicks { get; private set; } = deadlineTicks;

    internal bool IsOverdue { get; private set; }

    internal CancellationTokenSource Cancellation => cancellation;

    /// <summary>Cancels the attempt, because its answer is overdue.</summary>
    /// <param name="returnByTicks">By when the connector must have come back; lane time, 100 ns UTC.</param>
    internal void GiveUp(long returnByTicks)
    {
        IsOverdue = true;
        DeadlineTicks = returnByTicks;

        // Not in this call: what the connector has hung on the token must not run in the lane.
        _ = cancellation.CancelAsync();
    }

    /// <summary>Stops counting on the connector to come back soon.</summary>
    internal void WaitOn() => DeadlineTicks = long.MaxValue;
}
