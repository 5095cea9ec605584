namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What an <see cref="IPointOperator"/> did with a sample.</summary>
internal enum PointResult
{
    /// <summary>It goes on, and its quality says no more than before.</summary>
    Passed,

    /// <summary>It goes on with a lower quality or a replaced value.</summary>
    Flagged,

    /// <summary>It is not newer than one before and ends here.</summary>
    Late,

    /// <summary>It ends here because the operator leaves out such samples.</summary>
    LeftOut,
}
