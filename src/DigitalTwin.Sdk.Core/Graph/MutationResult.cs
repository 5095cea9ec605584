namespace DigitalTwin.Sdk;

/// <summary>How a mutation ended and where the twin stands now.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Revision">The twin's revision afterwards; of a batch, the highest.</param>
/// <param name="Warnings">Violations that a model in <see cref="ValidationMode.Warn"/> let pass; empty otherwise.</param>
public readonly record struct MutationResult(MutationStatus Status, long Revision, IReadOnlyList<Violation> Warnings)
{
    /// <summary>Whether the wanted state holds now.</summary>
    public bool IsSuccess => Status is MutationStatus.Committed or MutationStatus.Unchanged;
}
