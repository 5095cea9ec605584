namespace DigitalTwin.Sdk;

/// <summary>A twin's life-cycle state and its entanglement with the asset, ODTE = timeliness × reliability × availability (semantics S5).</summary>
/// <remarks>
/// Overall Digital Twin Entanglement after the doctoral thesis of that subject, University of Ferrara 2024 (handle 11392/2542631):
/// each factor and the product lie in 0..1. Updates that claim to come from the future count as late, so that a skewed clock cannot raise
/// timeliness; <see cref="SkewedUpdates"/> counts them. Where nothing states how often the asset should speak, silence means nothing, so that
/// reliability and entanglement are unknown and not 1.
/// </remarks>
/// <param name="State">Where the twin stands.</param>
/// <param name="Since">When it came there.</param>
/// <param name="Timeliness">Share of the last updates whose age on arrival was within the bound; 0 without updates.</param>
/// <param name="Reliability">Updates received in the window over updates expected, at most 1; of several properties the worst. Null if no binding states an expected period.</param>
/// <param name="Availability">Share of the window in which the twin's sources were connected.</param>
/// <param name="Reason">Why the state changed last, in words for an operator.</param>
public sealed record TwinHealth(
    TwinLifeCycle State,
    DateTimeOffset Since,
    double Timeliness,
    double? Reliability,
    double Availability,
    string Reason)
{
    /// <summary>The entanglement: product of the three factors, 0..1; null if reliability is unknown.</summary>
    public double? Entanglement => Timeliness * Reliability * Availability;

    /// <summary>Updates whose event time lay after their arrival, or that a connector has marked <see cref="Quality.ClockSkew"/>, since the start: the source's clock is ahead of ours.</summary>
    public long SkewedUpdates { get; init; }

    /// <summary>How far the event time of the last update lay after its arrival; zero if it did not.</summary>
    public TimeSpan ClockSkew { get; init; }
}
