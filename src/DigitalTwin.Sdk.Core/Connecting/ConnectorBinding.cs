namespace DigitalTwin.Sdk;

/// <summary>That a connector reads or writes one property at one outside address.</summary>
/// <param name="Property">The property.</param>
/// <param name="Access">Read, write or both.</param>
/// <param name="Address">Topic, node id or register, as the user wrote it.</param>
/// <param name="ExpectedPeriod">How often a sample is expected; null if it comes by exception only. Reliability (S5) needs it.</param>
public sealed record ConnectorBinding(Property Property, ConnectorAccess Access, string Address, TimeSpan? ExpectedPeriod = null);
