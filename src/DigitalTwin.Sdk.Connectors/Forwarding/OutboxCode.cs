using System.Buffers.Binary;
using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>How a message stands in the store: length of the address (2 bytes, little-endian), address in UTF-8, payload.</summary>
internal static class OutboxCode
{
    internal static int LengthOf(string address, ReadOnlySpan<byte> payload) => 2 + Encoding.UTF8.GetByteCount(address) + payload.Length;

    internal static void Write(Span<byte> target, string address, ReadOnlySpan<byte> payload)
    {
        var length = Encoding.UTF8.GetBytes(address, target[2..]);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)length);
        payload.CopyTo(target[(2 + length)..]);
    }

    internal static OutboundMessage? Read(StoredRecord record, bool isReplay)
    {
        var code = record.Payload;
        if (code.Length < 2 || 2 + BinaryPrimitives.ReadUInt16LittleEndian(code) is var start && code.Length < start)
            return null;
        return new OutboundMessage(record.Sequence, Encoding.UTF8.GetString(code.AsSpan(2, start - 2)), code.AsMemory(start), record.Time, record.Until, isReplay);
    }
}
