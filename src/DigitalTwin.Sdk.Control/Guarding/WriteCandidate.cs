namespace DigitalTwin.Sdk.Control;

/// <summary>A value about to be sent and everything <see cref="FinalCheck"/> judges it by. Times are lane time, 100 ns UTC.</summary>
internal readonly record struct WriteCandidate
{
    internal required Property Property { get; init; }

    internal required double Value { get; init; }

    internal required Guid CommandId { get; init; }

    internal required long NowTicks { get; init; }

    internal required long ExpiresTicks { get; init; }

    internal required WriteBackMode Mode { get; init; }

    internal required long ApprovedUntilTicks { get; init; }

    internal required ValueRange Limits { get; init; }

    internal required double SlewPerTick { get; init; }

    internal required long StepTicks { get; init; }

    /// <summary>Where the plant stands: the last value sent, or the reported one where that is not known to hold; null if unknown.</summary>
    internal required PlantPoint? Origin { get; init; }

    internal required PlantPoint? LastSent { get; init; }

    /// <summary>Between which values the plant stands after attempts that may have reached it; null if none are open.</summary>
    internal required ValueRange? Doubt { get; init; }
}
