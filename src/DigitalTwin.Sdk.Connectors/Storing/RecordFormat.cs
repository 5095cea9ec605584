using System.Buffers.Binary;
using System.Numerics;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// How a record is written: length of the payload (4 bytes), check sum (4), sequence (8), time (8), until (8), priority (1), tag (1), two zeros, payload; little-endian. Times are
/// UTC ticks, zero for no until. The check sum is CRC-32C (Castagnoli; RFC 3720, appendix B.4) over all but itself.
/// </summary>
internal static class RecordFormat
{
    internal const int HeaderBytes = 36;

    internal static void Write(Span<byte> target, long sequence, long ticks, long until, RecordPriority priority, byte tag, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], ticks);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], until);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], (byte)priority | (tag << 8));
        payload.CopyTo(target[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], CheckSum(target[..(HeaderBytes + payload.Length)]));
    }

    /// <summary>Length of the payload, if it can be one.</summary>
    internal static bool TryLength(ReadOnlySpan<byte> header, int most, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length >= 0 && length <= most;
    }

    internal static long Sequence(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[8..]);

    internal static long Ticks(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[16..]);

    internal static int Priority(ReadOnlySpan<byte> record) => record[32];

    /// <summary>Whether a whole record is as it was written.</summary>
    internal static bool IsSound(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == CheckSum(record)
        && Priority(record) <= (int)RecordPriority.High
        && IsTime(Ticks(record)) && IsTime(BinaryPrimitives.ReadInt64LittleEndian(record[24..]));

    internal static StoredRecord Read(ReadOnlySpan<byte> record)
    {
        var until = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
        return new StoredRecord(
            Sequence(record),
            new DateTimeOffset(Ticks(record), TimeSpan.Zero),
            until == 0 ? null : new DateTimeOffset(until, TimeSpan.Zero),
            (RecordPriority)record[32],
            record[33],
            record[HeaderBytes..].ToArray());
    }

    internal static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    private static uint CheckSum(ReadOnlySpan<byte> record) => Crc32C(Crc32C(0, record[..4]), record[8..]);

    private static bool IsTime(long ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
}
