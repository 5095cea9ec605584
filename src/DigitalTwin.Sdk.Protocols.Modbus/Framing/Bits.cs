namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Bits as they travel: eight a byte, the first in the lowest bit, the last byte filled up with zeros.</summary>
internal static class Bits
{
    internal static int Bytes(int bits) => (bits + 7) / 8;

    internal static void Pack(ReadOnlySpan<bool> bits, Span<byte> bytes)
    {
        bytes[..Bytes(bits.Length)].Clear();
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
                bytes[i >> 3] |= (byte)(1 << (i & 7));
        }
    }

    internal static void Unpack(ReadOnlySpan<byte> bytes, Span<bool> bits)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] = (bytes[i >> 3] & (1 << (i & 7))) != 0;
    }
}
