namespace DigitalTwin.Sdk;

/// <summary>What a lane keeps per twin beside the cells.</summary>
internal struct TwinRow
{
    /// <summary>Counts accepted changes; what <see cref="Twin.Revision"/> shows.</summary>
    internal long Revision;

    /// <summary>When the next of the twin's values grows stale, 100 ns UTC; <see cref="long.MaxValue"/> if none does.</summary>
    internal long NextStale;

    /// <summary>Goes up by two with every write, also those that only refresh times, and is odd during it: lets readers and optimistic commits see any interference.</summary>
    internal int Version;
}
