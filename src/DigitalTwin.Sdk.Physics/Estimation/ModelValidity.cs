namespace DigitalTwin.Sdk.Physics;

/// <summary>Whether a model may be relied on, judged by how well it foretells the measurements (semantics E8).</summary>
public enum ModelValidity
{
    /// <summary>Too few measurements to judge yet. The default.</summary>
    Unknown = 0,

    /// <summary>The innovations are no larger than claimed.</summary>
    Valid = 1,

    /// <summary>The innovations of a sensor are larger than claimed: use with care.</summary>
    Degrading = 2,

    /// <summary>The innovations of a sensor are so much larger than claimed that the model must not drive a set-point.</summary>
    Invalid = 3,
}
