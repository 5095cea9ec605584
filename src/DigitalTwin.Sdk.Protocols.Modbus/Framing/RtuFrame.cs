namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Frames of serial lines: unit, protocol data unit, check sum (Modbus over Serial Line V1.02, clause 2.5.1). They have no length, so it is told from what they hold.</summary>
internal static class RtuFrame
{
    /// <summary>Unit, data unit and check sum: 256 bytes.</summary>
    internal const int MostBytes = 1 + ModbusLimits.PduBytes + 2;

    /// <summary>Writes a frame.</summary>
    /// <returns>Its length.</returns>
    internal static int Write(byte unit, ReadOnlySpan<byte> pdu, Span<byte> frame)
    {
        frame[0] = unit;
        pdu.CopyTo(frame[1..]);
        var crc = Crc16.Of(frame[..(1 + pdu.Length)]);
        frame[1 + pdu.Length] = (byte)crc;
        frame[2 + pdu.Length] = (byte)(crc >> 8);
        return 3 + pdu.Length;
    }

    /// <summary>Whether the last two bytes are the check sum of those before.</summary>
    internal static bool IsIntact(ReadOnlySpan<byte> frame) =>
        frame.Length >= 4 && Crc16.Of(frame[..^2]) == (frame[^2] | (frame[^1] << 8));

    /// <summary>How long an answer is that begins with these bytes.</summary>
    /// <returns>Its length; 0 if more bytes are needed to tell; -1 if the function is none we know.</returns>
    internal static int AnswerLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3)
            return 0;
        if ((bytes[1] & 0x80) != 0)
            return 5;
        switch ((ModbusFunction)bytes[1])
        {
            case ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs or ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters
                or ModbusFunction.ReadFileRecord or ModbusFunction.WriteFileRecord or ModbusFunction.ReadWriteMultipleRegisters:
                return Limited(5 + bytes[2]);
            case ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return 8;
            case ModbusFunction.MaskWriteRegister:
                return 10;
            case ModbusFunction.ReadFifoQueue:
                return bytes.Length < 4 ? 0 : Limited(6 + Words.Read(bytes, 2));
            case ModbusFunction.EncapsulatedInterface:
                return IdentificationLength(bytes);
            default:
                return -1;
        }
    }

    /// <summary>How long a request is that begins with these bytes.</summary>
    /// <returns>Its length; 0 if more bytes are needed to tell; -1 if the function is none we know.</returns>
    internal static int RequestLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return 0;
        switch ((ModbusFunction)bytes[1])
        {
            case >= ModbusFunction.ReadCoils and <= ModbusFunction.WriteSingleRegister:
                return 8;
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return bytes.Length < 7 ? 0 : Limited(9 + bytes[6]);
            case ModbusFunction.ReadFileRecord or ModbusFunction.WriteFileRecord:
                return bytes.Length < 3 ? 0 : Limited(5 + bytes[2]);
            case ModbusFunction.MaskWriteRegister:
                return 10;
            case ModbusFunction.ReadWriteMultipleRegisters:
                return bytes.Length < 11 ? 0 : Limited(13 + bytes[10]);
            case ModbusFunction.ReadFifoQueue:
                return 6;
            case ModbusFunction.EncapsulatedInterface:
                return 7;
            default:
                return -1;
        }
    }

    private static int Limited(int length) => length <= MostBytes ? length : -1;

    /// <summary>Objects follow each other: only the last says where the frame ends.</summary>
    private static int IdentificationLength(ReadOnlySpan<byte> bytes)
    {
        const int header = 8;
        if (bytes.Length < header)
            return 0;
        var at = header;
        for (var left = bytes[7]; left > 0; left--)
        {
            if (bytes.Length < at + 2)
                return at + 4 > MostBytes ? -1 : 0;
            at += 2 + bytes[at + 1];
        }

        return Limited(at + 2);
    }
}
