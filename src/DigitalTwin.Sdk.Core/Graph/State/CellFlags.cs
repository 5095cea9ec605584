namespace DigitalTwin.Sdk;

/// <summary>Bits of <see cref="Cell.StaleStage"/>.</summary>
internal static class CellFlags
{
    /// <summary>How often the value has grown stale: 0 fresh, 1 older than the maximum age, 2 older than three times it.</summary>
    internal const int StageMask = 3;

    /// <summary>Derived properties follow from this value.</summary>
    internal const int HasDependents = 4;
}
