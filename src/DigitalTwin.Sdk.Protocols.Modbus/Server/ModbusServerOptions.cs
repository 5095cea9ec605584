namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>How a server works. Copied when it starts.</summary>
public sealed class ModbusServerOptions
{
    // What fits into one answer besides its header.
    private const int MostObjectBytes = 244;

    /// <summary>Finds the device of a unit; null for no such unit, which a server on TCP answers with exception 11 and one on a serial line not at all. By default every unit is the one device.</summary>
    public Func<byte, IModbusDevice?>? Units { get; set; }

    /// <summary>What the device says of itself; null, the default, for nothing: the function is then refused.</summary>
    public ModbusDeviceIdentification? Identification { get; set; }

    /// <summary>Asked for every request, how its answer is to go wrong; null for no fault. For trying clients.</summary>
    public Func<ModbusServerRequest, ModbusFault?>? Fault { get; set; }

    /// <summary>How many connections are served at the same time; 32 by default. One more is closed at once.</summary>
    public int MaxConnections { get; set; } = 32;

    /// <summary>The clock, for faults that take time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal ModbusServerOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        foreach (var (id, text) in Identification?.Objects ?? new Dictionary<byte, string>())
        {
            if (System.Text.Encoding.UTF8.GetByteCount(text) > MostObjectBytes)
                throw new ArgumentException($"Object {id} of the identification is longer than {MostObjectBytes} bytes.", nameof(Identification));
        }

        return (ModbusServerOptions)MemberwiseClone();
    }
}
