using DigitalTwin.Sdk.Protocols.Modbus.Client;

namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Holds an answer against its request, and takes what was asked for out of it.</summary>
internal static class Answers
{
    private const byte ExceptionBit = 0x80;

    /// <summary>Takes an answer.</summary>
    /// <param name="request">What was asked; its memory is filled.</param>
    /// <param name="unit">Who answers.</param>
    /// <param name="pdu">The answer's protocol data unit.</param>
    /// <param name="result">Done, or the device's refusal.</param>
    /// <returns>Why it cannot be the answer; null if it is.</returns>
    internal static string? Accept(PendingRequest request, byte unit, ReadOnlySpan<byte> pdu, out ModbusResult result)
    {
        result = default;
        if (unit != request.Unit)
            return $"unit {unit} answers instead";
        var function = (byte)request.Function;
        if (pdu.IsEmpty)
            return "it is empty";
        if (pdu[0] == (function | ExceptionBit))
        {
            // Some devices repeat the type of the encapsulated interface before the code, as early editions of the standard showed it.
            var isTyped = pdu.Length == 3 && request.Function == ModbusFunction.EncapsulatedInterface && pdu[1] == request.Sent[1];
            if ((pdu.Length != 2 && !isTyped) || pdu[^1] == 0)
                return $"an exception of {pdu.Length} bytes with code {(pdu.Length > 1 ? pdu[^1] : 0)}";
            result = ModbusResult.Refused((ModbusExceptionCode)pdu[^1]);
            return null;
        }

        if (pdu[0] != function)
            return $"it answers function {pdu[0]}";
        if (Take(request, pdu) is { } problem)
            return problem;
        result = ModbusResult.Success;
        return null;
    }

    private static string? Take(PendingRequest request, ReadOnlySpan<byte> pdu)
    {
        switch (request.Function)
        {
            case ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs:
                if (Counted(pdu, Framing.Bits.Bytes(request.Bits.Length)) is { } bits)
                    return bits;
                Bits.Unpack(pdu[2..], request.Bits.Span);
                return null;
            case ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters or ModbusFunction.ReadWriteMultipleRegisters:
                if (Counted(pdu, 2 * request.Registers.Length) is { } registers)
                    return registers;
                Words.Read(pdu[2..], request.Registers.Span);
                return null;
            case ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister or ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return Echoed(request, pdu, 5);
            case ModbusFunction.MaskWriteRegister:
                return Echoed(request, pdu, 7);
            default:
                request.Raw?.Set(pdu);
                return null;
        }
    }

    private static string? Counted(ReadOnlySpan<byte> pdu, int bytes) =>
        pdu.Length == 2 + bytes && pdu[1] == bytes ? null : $"it brings {pdu.Length - 2} bytes, {bytes} were asked for";

    private static string? Echoed(PendingRequest request, ReadOnlySpan<byte> pdu, int length) =>
        pdu.Length == length && pdu.SequenceEqual(request.Sent[..length]) ? null : "it does not repeat what was asked";
}
