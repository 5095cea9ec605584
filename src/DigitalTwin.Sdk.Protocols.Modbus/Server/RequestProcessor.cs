using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>Carries a request out and writes the answer: the state diagrams of Modbus Application Protocol V1.1b3, clause 6.</summary>
internal static class RequestProcessor
{
    /// <summary>Works one request.</summary>
    /// <param name="pdu">The request; at least one byte.</param>
    /// <param name="answer">Room for <see cref="ModbusLimits.PduBytes"/> bytes.</param>
    /// <param name="device">Whom it is for.</param>
    /// <param name="identification">What the device says of itself; null if it says nothing.</param>
    /// <returns>Length of the answer.</returns>
    internal static int Answer(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, ModbusDeviceIdentification? identification)
    {
        answer[0] = pdu[0];
        var length = 0;
        ModbusExceptionCode code;
        try
        {
            code = Work(pdu, answer, device, identification, out length);
        }
        catch (Exception)
        {
            // The device's own code; the one who asks learns that it failed, the next request is worked as usual.
            code = ModbusExceptionCode.ServerDeviceFailure;
        }

        return code == ModbusExceptionCode.None ? length : Refuse(pdu[0], code, answer);
    }

    internal static int Refuse(byte function, ModbusExceptionCode code, Span<byte> answer)
    {
        (answer[0], answer[1]) = ((byte)(function | 0x80), (byte)code);
        return 2;
    }

    private static ModbusExceptionCode Work(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, ModbusDeviceIdentification? identification, out int length)
    {
        length = 0;
        return (ModbusFunction)pdu[0] switch
        {
            ModbusFunction.ReadCoils => ReadBits(ModbusTable.Coils, pdu, answer, device, out length),
            ModbusFunction.ReadDiscreteInputs => ReadBits(ModbusTable.DiscreteInputs, pdu, answer, device, out length),
            ModbusFunction.ReadHoldingRegisters => ReadRegisters(ModbusTable.HoldingRegisters, pdu, answer, device, out length),
            ModbusFunction.ReadInputRegisters => ReadRegisters(ModbusTable.InputRegisters, pdu, answer, device, out length),
            ModbusFunction.WriteSingleCoil => WriteCoil(pdu, answer, device, out length),
            ModbusFunction.WriteSingleRegister => WriteRegister(pdu, answer, device, out length),
            ModbusFunction.WriteMultipleCoils => WriteCoils(pdu, answer, device, out length),
            ModbusFunction.WriteMultipleRegisters => WriteRegisters(pdu, answer, device, out length),
            ModbusFunction.MaskWriteRegister => MaskWrite(pdu, answer, device, out length),
            ModbusFunction.ReadWriteMultipleRegisters => ReadWrite(pdu, answer, device, out length),
            ModbusFunction.EncapsulatedInterface when identification is not null => Identification.Answer(pdu, answer, identification, out length),
            _ => ModbusExceptionCode.IllegalFunction,
        };
    }

    private static ModbusExceptionCode ReadBits(ModbusTable table, ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 0;
        if (!TryRange(pdu, 5, ModbusLimits.ReadBits, out var address, out var count, out var code))
            return code;
        Span<bool> bits = stackalloc bool[count];
        code = device.Read(table, address, bits);
        if (code != ModbusExceptionCode.None)
            return code;
        answer[1] = (byte)Bits.Bytes(count);
        Bits.Pack(bits, answer[2..]);
        length = 2 + answer[1];
        return code;
    }

    private static ModbusExceptionCode ReadRegisters(ModbusTable table, ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 0;
        return TryRange(pdu, 5, ModbusLimits.ReadRegisters, out var address, out var count, out var code)
            ? PutRegisters(table, address, count, answer, device, out length)
            : code;
    }

    private static ModbusExceptionCode PutRegisters(ModbusTable table, ushort address, int count, Span<byte> answer, IModbusDevice device, out int length)
    {
        Span<ushort> registers = stackalloc ushort[count];
        var code = device.Read(table, address, registers);
        answer[1] = (byte)(2 * count);
        Words.Write(registers, answer[2..]);
        length = 2 + answer[1];
        return code;
    }

    private static ModbusExceptionCode WriteCoil(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 5;
        if (pdu.Length != 5 || Words.Read(pdu, 3) is not (0 or 0xFF00))
            return ModbusExceptionCode.IllegalDataValue;
        pdu.CopyTo(answer);
        return device.Write(Words.Read(pdu, 1), [pdu[3] != 0]);
    }

    private static ModbusExceptionCode WriteRegister(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 5;
        if (pdu.Length != 5)
            return ModbusExceptionCode.IllegalDataValue;
        pdu.CopyTo(answer);
        return device.Write(Words.Read(pdu, 1), [Words.Read(pdu, 3)]);
    }

    private static ModbusExceptionCode WriteCoils(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 5;
        if (!TryRange(pdu, 0, ModbusLimits.WriteBits, out var address, out var count, out var code))
            return code;
        if (pdu.Length < 6 || pdu[5] != Bits.Bytes(count) || pdu.Length != 6 + pdu[5])
            return ModbusExceptionCode.IllegalDataValue;
        Span<bool> bits = stackalloc bool[count];
        Bits.Unpack(pdu[6..], bits);
        pdu[..5].CopyTo(answer);
        return device.Write(address, bits);
    }

    private static ModbusExceptionCode WriteRegisters(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 5;
        if (!TryRange(pdu, 0, ModbusLimits.WriteRegisters, out var address, out var count, out var code))
            return code;
        pdu[..5].CopyTo(answer);
        return TakeRegisters(pdu[5..], address, count, device);
    }

    private static ModbusExceptionCode TakeRegisters(ReadOnlySpan<byte> counted, ushort address, int count, IModbusDevice device)
    {
        if (counted.Length != 1 + (2 * count) || counted[0] != 2 * count)
            return ModbusExceptionCode.IllegalDataValue;
        Span<ushort> registers = stackalloc ushort[count];
        Words.Read(counted[1..], registers);
        return device.Write(address, registers);
    }

    private static ModbusExceptionCode MaskWrite(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 7;
        if (pdu.Length != 7)
            return ModbusExceptionCode.IllegalDataValue;
        Span<ushort> register = stackalloc ushort[1];
        var address = Words.Read(pdu, 1);
        var code = device.Read(ModbusTable.HoldingRegisters, address, register);
        if (code != ModbusExceptionCode.None)
            return code;
        int and = Words.Read(pdu, 3), or = Words.Read(pdu, 5);
        register[0] = (ushort)((register[0] & and) | (or & ~and));
        pdu.CopyTo(answer);
        return device.Write(address, register);
    }

    private static ModbusExceptionCode ReadWrite(ReadOnlySpan<byte> pdu, Span<byte> answer, IModbusDevice device, out int length)
    {
        length = 0;
        if (pdu.Length < 10 || !TryRange(pdu, 0, ModbusLimits.ReadRegisters, out var from, out var count, out var code))
            return ModbusExceptionCode.IllegalDataValue;
        if (!TryRange(pdu[4..], 0, ModbusLimits.ReadWriteRegisters, out var to, out var written, out code))
            return code;
        code = TakeRegisters(pdu[9..], to, written, device);
        return code == ModbusExceptionCode.None ? PutRegisters(ModbusTable.HoldingRegisters, from, count, answer, device, out length) : code;
    }

    /// <summary>Reads address and count behind the function code.</summary>
    /// <param name="pdu">The request.</param>
    /// <param name="length">How long it must be; 0 for any length.</param>
    /// <param name="most">The largest count.</param>
    /// <param name="address">The address.</param>
    /// <param name="count">The count.</param>
    /// <param name="code">Why they are none.</param>
    private static bool TryRange(ReadOnlySpan<byte> pdu, int length, int most, out ushort address, out int count, out ModbusExceptionCode code)
    {
        (address, count, code) = (0, 0, ModbusExceptionCode.IllegalDataValue);
        if (pdu.Length < 5 || (length > 0 && pdu.Length != length))
            return false;
        (address, count) = (Words.Read(pdu, 1), Words.Read(pdu, 3));
        if (count < 1 || count > most)
            return false;
        code = address + count > 65_536 ? ModbusExceptionCode.IllegalDataAddress : ModbusExceptionCode.None;
        return code == ModbusExceptionCode.None;
    }
}
