namespace DigitalTwin.Sdk.Analytics;

/// <summary>What a <see cref="Finding"/> says.</summary>
public enum FindingKind
{
    /// <summary>An anomaly has become active.</summary>
    Raised,

    /// <summary>An anomaly is over.</summary>
    Cleared,
}
