namespace DigitalTwin.Sdk;

/// <summary>How strictly writes are held against the model (semantics M6).</summary>
public enum ValidationMode
{
    /// <summary>A write that breaks the model is refused, with every violation in one message. The default.</summary>
    Strict = 0,

    /// <summary>Violations are counted and reported by the mutation's result, the write goes through.</summary>
    Warn,

    /// <summary>Nothing is checked but the type.</summary>
    Off,
}
