namespace DigitalTwin.Sdk;

/// <summary>
/// How far a value may be trusted, and why not further: one level (<see cref="NoData"/>, <see cref="Bad"/>,
/// <see cref="Uncertain"/>, <see cref="Good"/>) joined with any number of reasons, in four bytes.
/// </summary>
/// <remarks>
/// The default is <see cref="NoData"/>, never <see cref="Good"/>. Join a level with its reasons by <c>|</c>:
/// <c>Quality.Uncertain | Quality.Stale</c>. Comparing with <c>==</c> or a pattern compares level and reasons; to ask for the
/// level alone use <c>quality.IsGood</c>, <c>IsUsable</c> or <c>Level</c>. The two level bits follow the idea of the OPC UA
/// status code severity (OPC 10000-4, clause 7.39).
/// </remarks>
[Flags]
public enum Quality : uint
{
    /// <summary>Nothing has been received yet. The default.</summary>
    NoData = 0,

    /// <summary>Reason: older than the property's maximum age.</summary>
    Stale = 1 << 0,

    /// <summary>Reason: outside the physical range of the sensor.</summary>
    OutOfRange = 1 << 1,

    /// <summary>Reason: the signal does not move although it should.</summary>
    Frozen = 1 << 2,

    /// <summary>Reason: an isolated value far from its neighbours, or a change faster than is possible.</summary>
    Spike = 1 << 3,

    /// <summary>Reason: fills a gap in the signal.</summary>
    GapFilled = 1 << 4,

    /// <summary>Reason: computed between two neighbouring samples.</summary>
    Interpolated = 1 << 5,

    /// <summary>Reason: replaced by another value, for instance the median of the window.</summary>
    Substituted = 1 << 6,

    /// <summary>Reason: comes from a simulation.</summary>
    Simulated = 1 << 7,

    /// <summary>Reason: comes from a model or filter, no sensor measured it.</summary>
    Estimated = 1 << 8,

    /// <summary>Reason: a bounded queue overflowed and values before this one were lost.</summary>
    Overflow = 1 << 9,

    /// <summary>Reason: the link to the source was lost.</summary>
    CommLoss = 1 << 10,

    /// <summary>Reason: the source's clock disagrees with ours by more than is allowed.</summary>
    ClockSkew = 1 << 11,

    /// <summary>Reason: the received text or bytes could not be turned into a value, or the value is not a finite number.</summary>
    ConversionError = 1 << 12,

    /// <summary>Reason: the source itself flagged the value.</summary>
    SourceFlagged = 1 << 13,

    /// <summary>Reason: a user's function failed while computing the value.</summary>
    ComputationError = 1 << 14,

    /// <summary>Information: the broker had retained the value; it is not fresh news.</summary>
    Retained = 1 << 16,

    /// <summary>Information: the value is replayed from a record.</summary>
    Replayed = 1 << 17,

    /// <summary>Level: the value must not be used.</summary>
    Bad = 1u << 30,

    /// <summary>Level: the value may be used with care.</summary>
    Uncertain = 2u << 30,

    /// <summary>Level: the value may be used.</summary>
    Good = 3u << 30,
}
