using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>One request of a connector's plan.</summary>
/// <param name="Period">How often it is made.</param>
/// <param name="Device">The device asked.</param>
/// <param name="Table">The table.</param>
/// <param name="First">Its first bit or register.</param>
/// <param name="Count">How many, holes included.</param>
/// <param name="Properties">Twins and properties that it reads, by address.</param>
public sealed record ModbusPollRequest(TimeSpan Period, byte Device, ModbusTable Table, ushort First, int Count, IReadOnlyList<string> Properties)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() => $"every {Period}: device {Device}, {Table} {First} to {First + Count - 1}: {string.Join(", ", Properties)}";
}
