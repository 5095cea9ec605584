using DigitalTwin.Sdk.Protocols.Modbus.Client;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <content>Identification, queues and files.</content>
public sealed partial class ModbusClient
{
    private const byte FileReference = 6;

    /// <summary>Reads what the device says of itself, function 43 with type 14, in as many requests as it takes.</summary>
    /// <param name="unit">The device.</param>
    /// <param name="category">How much is asked for.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    public async ValueTask<ModbusResult<ModbusDeviceIdentification>> ReadDeviceIdentificationAsync(
        byte unit, ModbusIdentificationCategory category = ModbusIdentificationCategory.Basic, CancellationToken cancellationToken = default)
    {
        if (category is < ModbusIdentificationCategory.Basic or > ModbusIdentificationCategory.Extended)
            throw new ArgumentOutOfRangeException(nameof(category), category, "Basic, Regular or Extended.");
        var objects = new Dictionary<byte, string>();
        byte? next = 0;
        while (next is { } first)
        {
            var (result, pdu) = await AskAsync(unit, ModbusFunction.EncapsulatedInterface, [Identification.InterfaceType, (byte)category, first], cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
                return new ModbusResult<ModbusDeviceIdentification>(result, null);
            if (Identification.Read(pdu, objects, out next) is { } problem)
                throw Damaged(unit, ModbusFunction.EncapsulatedInterface, problem);
            if (next <= first)
                throw Damaged(unit, ModbusFunction.EncapsulatedInterface, $"object {next} is to follow object {first}");
        }

        return new ModbusResult<ModbusDeviceIdentification>(ModbusResult.Success, new ModbusDeviceIdentification(objects));
    }

    /// <summary>Reads a queue of registers without emptying it, function 24.</summary>
    /// <param name="unit">The device.</param>
    /// <param name="address">The register that counts the queue.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <returns>The registers in the queue, 31 at most.</returns>
    public async ValueTask<ModbusResult<ushort[]>> ReadFifoQueueAsync(byte unit, ushort address, CancellationToken cancellationToken = default)
    {
        var (result, pdu) = await AskAsync(unit, ModbusFunction.ReadFifoQueue, [(byte)(address >> 8), (byte)address], cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
            return new ModbusResult<ushort[]>(result, null);
        var count = pdu.Length >= 5 ? Words.Read(pdu, 3) : 0;
        if (pdu.Length != 5 + (2 * count) || Words.Read(pdu, 1) != 2 + (2 * count) || count > ModbusLimits.FifoRegisters)
            throw Damaged(unit, ModbusFunction.ReadFifoQueue, $"its {pdu.Length} bytes do not hold the {count} registers it counts");
        var registers = new ushort[count];
        Words.Read(pdu.AsSpan(5), registers);
        return new ModbusResult<ushort[]>(ModbusResult.Success, registers);
    }

    /// <summary>Reads registers of a file, function 20, one group a request.</summary>
    /// <param name="unit">The device.</param>
    /// <param name="file">The file, 1 to 65535.</param>
    /// <param name="record">The first register in it, 0 to 9999.</param>
    /// <param name="count">How many, 1 to 122.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public async ValueTask<ModbusResult<ushort[]>> ReadFileRecordAsync(byte unit, ushort file, ushort record, int count, CancellationToken cancellationToken = default)
    {
        CheckFile(file, record, count, 122);
        byte[] group = [7, FileReference, (byte)(file >> 8), (byte)file, (byte)(record >> 8), (byte)record, (byte)(count >> 8), (byte)count];
        var (result, pdu) = await AskAsync(unit, ModbusFunction.ReadFileRecord, group, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
            return new ModbusResult<ushort[]>(result, null);
        var bytes = 2 * count;
        if (pdu.Length != 4 + bytes || pdu[1] != 2 + bytes || pdu[2] != 1 + bytes || pdu[3] != FileReference)
            throw Damaged(unit, ModbusFunction.ReadFileRecord, $"its {pdu.Length} bytes do not hold the {count} registers asked for");
        var registers = new ushort[count];
        Words.Read(pdu.AsSpan(4), registers);
        return new ModbusResult<ushort[]>(ModbusResult.Success, registers);
    }

    /// <summary>Writes registers of a file, function 21, one group a request.</summary>
    /// <param name="unit">The device.</param>
    /// <param name="file">The file, 1 to 65535.</param>
    /// <param name="record">The first register in it, 0 to 9999.</param>
    /// <param name="values">1 to 122 values; copied before the call returns.</param>
    /// <param name="cancellationToken">Gives the request up; it may have been carried out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public async ValueTask<ModbusResult> WriteFileRecordAsync(byte unit, ushort file, ushort record, ReadOnlyMemory<ushort> values, CancellationToken cancellationToken = default)
    {
        var count = values.Length;
        CheckFile(file, record, count, 122);
        var group = new byte[8 + (2 * count)];
        byte[] head = [(byte)(7 + (2 * count)), FileReference, (byte)(file >> 8), (byte)file, (byte)(record >> 8), (byte)record, (byte)(count >> 8), (byte)count];
        head.CopyTo(group, 0);
        Words.Write(values.Span, group.AsSpan(8));
        var (result, pdu) = await AskAsync(unit, ModbusFunction.WriteFileRecord, group, cancellationToken).ConfigureAwait(false);
        if (result.IsSuccess && !pdu.AsSpan(1).SequenceEqual(group))
            throw Damaged(unit, ModbusFunction.WriteFileRecord, "it does not repeat what was asked");
        return result;
    }

    /// <summary>Sends a function and its bytes, and gives the whole answer. For functions that are asked for seldom.</summary>
    private async ValueTask<(ModbusResult Result, byte[] Pdu)> AskAsync(byte unit, ModbusFunction function, byte[] body, CancellationToken cancellationToken)
    {
        var request = Begin(function, unit, cancellationToken);
        body.CopyTo(request.Pdu[1..]);
        request.PduLength = 1 + body.Length;
        var answer = new RawAnswer();
        request.Raw = answer;
        var result = await _channel.Submit(request).ConfigureAwait(false);
        return (result, answer.ToArray());
    }

    private ModbusException Damaged(byte unit, ModbusFunction function, string problem) => new($"{Peer}, unit {unit}: the answer to {function} is none: {problem}.");

    private static void CheckFile(ushort file, ushort record, int count, int most)
    {
        ArgumentOutOfRangeException.ThrowIfZero(file);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record, 9999);
        CheckRange(record, count, most, nameof(count));
    }
}
