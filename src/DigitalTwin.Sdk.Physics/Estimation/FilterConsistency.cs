namespace DigitalTwin.Sdk.Physics;

/// <summary>Whether the innovations of one sensor are as large as the filter claims they should be.</summary>
public enum FilterConsistency
{
    /// <summary>The window is not full yet. The default.</summary>
    Unknown = 0,

    /// <summary>As large as claimed.</summary>
    Consistent = 1,

    /// <summary>Larger than claimed: the model is wrong, or the noise was set too small. The stated uncertainty is too small.</summary>
    Overconfident = 2,

    /// <summary>Smaller than claimed: the noise was set too large. Safe, but slow and insensitive.</summary>
    Underconfident = 3,
}
