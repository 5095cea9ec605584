using DigitalTwin.Sdk.Connectors;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the check asks of a connector, whatever it speaks.</summary>
/// <param name="Mappings">What became of the values of each property.</param>
/// <param name="Connections">How often a link was made, the first included.</param>
internal sealed record PumpConnection(Func<IReadOnlyList<MappingCounters>> Mappings, Func<long> Connections);
