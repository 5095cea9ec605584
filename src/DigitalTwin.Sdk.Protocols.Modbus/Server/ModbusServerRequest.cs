namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>A request that a server has received.</summary>
/// <param name="Number">The first of the server is 1.</param>
/// <param name="Unit">For whom.</param>
/// <param name="Function">What.</param>
public readonly record struct ModbusServerRequest(long Number, byte Unit, ModbusFunction Function);
