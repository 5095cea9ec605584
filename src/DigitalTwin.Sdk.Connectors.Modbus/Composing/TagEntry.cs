namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>One property and where it is in a device, as the user said it.</summary>
/// <param name="Find">Finds the property; null, with the problem noted, if there is none.</param>
/// <param name="Address">Where.</param>
/// <param name="Tag">What is there.</param>
/// <param name="Access">Read, write or both.</param>
internal sealed record TagEntry(Func<TwinGraph, ICollection<string>, Property?> Find, ModbusAddress Address, ModbusTag Tag, ConnectorAccess Access);
