using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Where a scan looks, and how gently. Copied when the scan begins.</summary>
public sealed class ModbusScanOptions
{
    /// <summary>The tables looked at.</summary>
    /// <value>All four by default.</value>
    public IReadOnlyList<ModbusTable> Tables { get; set; } = [ModbusTable.Coils, ModbusTable.DiscreteInputs, ModbusTable.HoldingRegisters, ModbusTable.InputRegisters];

    /// <summary>The first address looked at in each table.</summary>
    /// <value>0 by default; 0 to 65535.</value>
    public int First { get; set; }

    /// <summary>How many addresses from there on.</summary>
    /// <value>1,000 by default; 1 to 65536, not past the last address. One that the device has not costs up to two requests.</value>
    public int Count { get; set; } = 1_000;

    /// <summary>Most registers asked for at once.</summary>
    /// <value>125 by default; 1 to 125. Bits sixteen times as many, at most 2000.</value>
    public int MaxRegisters { get; set; } = ModbusLimits.ReadRegisters;

    /// <summary>Pause after each request, to spare a slow device.</summary>
    /// <value>None by default; at most 1 minute.</value>
    public TimeSpan Pause { get; set; }

    /// <summary>The clock of the pauses.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal ModbusScanOptions Checked()
    {
        ArgumentNullException.ThrowIfNull(Tables);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (Tables.Count == 0 || Tables.Any(t => t is ModbusTable.None || !Enum.IsDefined(t)))
            throw new ArgumentException("A scan looks at one of the four tables at least.", nameof(Tables));
        ArgumentOutOfRangeException.ThrowIfNegative(First);
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(First + (long)Count, 65_536, nameof(Count));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRegisters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRegisters, ModbusLimits.ReadRegisters);
        ArgumentOutOfRangeException.ThrowIfLessThan(Pause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Pause, TimeSpan.FromMinutes(1));
        return (ModbusScanOptions)MemberwiseClone();
    }
}
