namespace DigitalTwin.Sdk.Pipeline;

/// <summary>When a running sum is worked out anew.</summary>
internal static class RollingLimits
{
    /// <summary>
    /// How many times larger than now what was summed may have been since: each step leaves half a unit of the last place of the largest sum behind, over 4,096
    /// steps some 64 of them, so that twelve digits are left.
    /// </summary>
    internal const double MostLoss = 1024;

    /// <summary>How many times larger than the mean, and than what comes, a value that leaves may be: its rounding is shared by the whole window.</summary>
    internal const double MostLeaving = 1e4;
}
