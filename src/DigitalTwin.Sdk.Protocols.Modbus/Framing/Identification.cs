using System.Text;

namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Read device identification, function 43 with type 14 (Modbus Application Protocol V1.1b3, clause 6.21).</summary>
internal static class Identification
{
    internal const byte InterfaceType = 14;
    private const int HeaderBytes = 7;

    /// <summary>Takes the objects of one answer.</summary>
    /// <param name="pdu">The answer.</param>
    /// <param name="objects">Gets them.</param>
    /// <param name="next">The object to ask for next; null if there are no more.</param>
    /// <returns>Why it is no answer; null if it is.</returns>
    internal static string? Read(ReadOnlySpan<byte> pdu, IDictionary<byte, string> objects, out byte? next)
    {
        next = null;
        if (pdu.Length < HeaderBytes || pdu[1] != InterfaceType)
            return $"it has {pdu.Length} bytes and is no device identification";
        var rest = pdu[HeaderBytes..];
        for (var left = pdu[6]; left > 0; left--)
        {
            if (rest.Length < 2 || rest.Length < 2 + rest[1])
                return "its objects are longer than it is";
            objects[rest[0]] = Encoding.UTF8.GetString(rest.Slice(2, rest[1]));
            rest = rest[(2 + rest[1])..];
        }

        if (pdu[4] == 0xFF)
            next = pdu[5];
        return null;
    }

    /// <summary>Answers the request, as many objects as fit.</summary>
    internal static ModbusExceptionCode Answer(ReadOnlySpan<byte> pdu, Span<byte> answer, ModbusDeviceIdentification identification, out int length)
    {
        length = 0;
        if (pdu.Length != 4 || pdu[1] != InterfaceType || pdu[2] is < 1 or > 4)
            return ModbusExceptionCode.IllegalDataValue;
        var (category, first) = (pdu[2], pdu[3]);
        var isSingle = category == 4;
        if (isSingle && !identification.Objects.ContainsKey(first))
            return ModbusExceptionCode.IllegalDataAddress;

        // Asked to begin at an object that there is not, a device begins anew.
        var begin = identification.Objects.ContainsKey(first) ? first : (byte)0;
        var last = category switch { 1 => 2, 2 => 127, _ => 255 };
        pdu[..3].CopyTo(answer);
        (answer[3], answer[4], answer[5], answer[6]) = (0x83, 0, 0, 0);
        length = HeaderBytes;
        foreach (var (id, text) in identification.Objects)
        {
            if (isSingle ? id != first : id < begin || id > last)
                continue;
            var bytes = Encoding.UTF8.GetBytes(text);
            if (length + 2 + bytes.Length > ModbusLimits.PduBytes)
            {
                (answer[4], answer[5]) = (0xFF, id);
                break;
            }

            (answer[length], answer[length + 1]) = (id, (byte)bytes.Length);
            bytes.CopyTo(answer[(length + 2)..]);
            length += 2 + bytes.Length;
            answer[6]++;
        }

        return ModbusExceptionCode.None;
    }
}
