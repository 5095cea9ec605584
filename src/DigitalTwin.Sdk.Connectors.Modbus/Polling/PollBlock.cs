using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Neighbouring tags of one device and table that one request reads. Used by one poll at a time.</summary>
internal sealed class PollBlock
{
    private readonly ushort[] _registers;
    private readonly bool[] _bits;

    internal PollBlock(byte device, ModbusTable table, int address, int count, IReadOnlyList<TagReader> tags)
    {
        (Device, Table, Address, Tags) = (device, table, (ushort)address, tags);
        var isOfBits = table is ModbusTable.Coils or ModbusTable.DiscreteInputs;
        _registers = isOfBits ? [] : new ushort[count];
        _bits = isOfBits ? new bool[count] : [];
        Count = count;
    }

    internal byte Device { get; }

    internal ModbusTable Table { get; }

    internal ushort Address { get; }

    internal int Count { get; }

    internal IReadOnlyList<TagReader> Tags { get; }

    /// <summary>Pauses after the device was busy; null while all is well. Of this block alone: other registers of the device may be fine.</summary>
    internal BusyPause? Pause { get; set; }

    internal ValueTask<ModbusResult> ReadAsync(ModbusClient client, CancellationToken cancellationToken) => Table switch
    {
        ModbusTable.Coils => client.ReadCoilsAsync(Device, Address, _bits, cancellationToken),
        ModbusTable.DiscreteInputs => client.ReadDiscreteInputsAsync(Device, Address, _bits, cancellationToken),
        ModbusTable.InputRegisters => client.ReadInputRegistersAsync(Device, Address, _registers, cancellationToken),
        _ => client.ReadHoldingRegistersAsync(Device, Address, _registers, cancellationToken),
    };

    /// <summary>Hands on what was read for one of the tags.</summary>
    internal ValueTask DeliverAsync(TagReader tag, ConnectorIntake intake, long ticks, CancellationToken cancellationToken)
    {
        var at = tag.Codec.Address.Number - Address;
        if (_bits.Length == 0)
            return tag.DeliverAsync(intake, _registers.AsSpan(at), ticks, cancellationToken);
        return tag.DeliverAsync(intake, [_bits[at] ? (ushort)1 : (ushort)0], ticks, cancellationToken);
    }

    /// <summary>The same for a report.</summary>
    internal (string? Sample, string Problem) Preview(TagReader tag, long ticks)
    {
        var at = tag.Codec.Address.Number - Address;
        return _bits.Length == 0 ? tag.Preview(_registers.AsSpan(at), ticks) : tag.Preview([_bits[at] ? (ushort)1 : (ushort)0], ticks);
    }
}
