namespace DigitalTwin.Sdk;

/// <summary>What a lane keeps per twin beside the cells and every write touches, in 16 bytes.</summary>
internal struct TwinRow
{
    /// <summary>Counts accepted changes; what <see cref="Twin.Revision"/> shows.</summary>
    internal long Revision;

    /// <summary>Goes up by two with every write, also those that only refresh times, and is odd during it: lets readers and optimistic commits see any interference.</summary>
    internal int Version;
}
