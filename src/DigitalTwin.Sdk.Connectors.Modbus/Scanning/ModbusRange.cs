using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Addresses that a device has.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">The first.</param>
/// <param name="Values">What was there when it was read, one number an address; 0 or 1 for bits.</param>
public sealed record ModbusRange(ModbusTable Table, ushort First, IReadOnlyList<ushort> Values)
{
    /// <summary>The last address.</summary>
    public ushort Last => (ushort)(First + Values.Count - 1);

    /// <summary>One line for a console.</summary>
    public override string ToString() => $"{Table} {First} to {Last}";
}
