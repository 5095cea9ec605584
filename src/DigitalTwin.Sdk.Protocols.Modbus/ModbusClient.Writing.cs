using DigitalTwin.Sdk.Protocols.Modbus.Client;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <content>Writing.</content>
public sealed partial class ModbusClient
{
    private const ushort CoilOn = 0xFF00;

    /// <summary>Writes one coil, function 5.</summary>
    /// <param name="unit">The device. On serial lines unit 0 is all of them: nobody answers, and the result says only that it was sent.</param>
    /// <param name="address">The coil.</param>
    /// <param name="value">On or off.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    public ValueTask<ModbusResult> WriteSingleCoilAsync(byte unit, ushort address, bool value, CancellationToken cancellationToken = default) =>
        _channel.Submit(Begin(ModbusFunction.WriteSingleCoil, unit, address, value ? CoilOn : 0, cancellationToken));

    /// <summary>Writes one holding register, function 6.</summary>
    /// <param name="unit">The device. On serial lines unit 0 is all of them: nobody answers, and the result says only that it was sent.</param>
    /// <param name="address">The register.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    public ValueTask<ModbusResult> WriteSingleRegisterAsync(byte unit, ushort address, ushort value, CancellationToken cancellationToken = default) =>
        _channel.Submit(Begin(ModbusFunction.WriteSingleRegister, unit, address, value, cancellationToken));

    /// <summary>Writes several coils, function 15.</summary>
    /// <param name="unit">The device. On serial lines unit 0 is all of them: nobody answers, and the result says only that it was sent.</param>
    /// <param name="address">The first coil.</param>
    /// <param name="values">1 to 1968 values; copied before the call returns.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many, none, or past the last address.</exception>
    public ValueTask<ModbusResult> WriteMultipleCoilsAsync(byte unit, ushort address, ReadOnlyMemory<bool> values, CancellationToken cancellationToken = default)
    {
        CheckRange(address, values.Length, ModbusLimits.WriteBits, nameof(values));
        var request = Begin(ModbusFunction.WriteMultipleCoils, unit, address, values.Length, cancellationToken);
        var bytes = Bits.Bytes(values.Length);
        request.Pdu[5] = (byte)bytes;
        Bits.Pack(values.Span, request.Pdu[6..]);
        request.PduLength = 6 + bytes;
        return _channel.Submit(request);
    }

    /// <summary>Writes several holding registers, function 16.</summary>
    /// <param name="unit">The device. On serial lines unit 0 is all of them: nobody answers, and the result says only that it was sent.</param>
    /// <param name="address">The first register.</param>
    /// <param name="values">1 to 123 values; copied before the call returns.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many, none, or past the last address.</exception>
    public ValueTask<ModbusResult> WriteMultipleRegistersAsync(byte unit, ushort address, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken = default)
    {
        CheckRange(address, values.Length, ModbusLimits.WriteRegisters, nameof(values));
        var request = Begin(ModbusFunction.WriteMultipleRegisters, unit, address, values.Length, cancellationToken);
        Append(request, values.Span);
        return _channel.Submit(request);
    }

    /// <summary>Changes single bits of a holding register, function 22: new = (old AND andMask) OR (orMask AND NOT andMask).</summary>
    /// <param name="unit">The device.</param>
    /// <param name="address">The register.</param>
    /// <param name="andMask">Ones where the register stays as it is.</param>
    /// <param name="orMask">What the other bits become.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    public ValueTask<ModbusResult> MaskWriteRegisterAsync(byte unit, ushort address, ushort andMask, ushort orMask, CancellationToken cancellationToken = default)
    {
        var request = Begin(ModbusFunction.MaskWriteRegister, unit, address, andMask, cancellationToken);
        Words.Write(request.Pdu, 5, orMask);
        request.PduLength = 7;
        return _channel.Submit(request);
    }

    /// <summary>Writes holding registers, then reads holding registers, in one request, function 23.</summary>
    /// <param name="unit">The device.</param>
    /// <param name="readAddress">The first register to read.</param>
    /// <param name="destination">As many are read as it is long, 1 to 125.</param>
    /// <param name="writeAddress">The first register to write.</param>
    /// <param name="values">1 to 121 values; copied before the call returns.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many, none, or past the last address.</exception>
    public ValueTask<ModbusResult> ReadWriteMultipleRegistersAsync(
        byte unit, ushort readAddress, Memory<ushort> destination, ushort writeAddress, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken = default)
    {
        CheckRange(readAddress, destination.Length, ModbusLimits.ReadRegisters, nameof(destination));
        CheckRange(writeAddress, values.Length, ModbusLimits.ReadWriteRegisters, nameof(values));
        var request = Begin(ModbusFunction.ReadWriteMultipleRegisters, unit, readAddress, destination.Length, cancellationToken);
        Words.Write(request.Pdu, 5, writeAddress);
        Words.Write(request.Pdu, 7, values.Length);
        request.PduLength = 9;
        Append(request, values.Span);
        request.Registers = destination;
        return _channel.Submit(request);
    }

    /// <summary>Appends a byte count and registers.</summary>
    private static void Append(PendingRequest request, ReadOnlySpan<ushort> values)
    {
        request.Pdu[request.PduLength] = (byte)(2 * values.Length);
        Words.Write(values, request.Pdu[(request.PduLength + 1)..]);
        request.PduLength += 1 + (2 * values.Length);
    }
}
