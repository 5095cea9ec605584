using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>Registers as they travel: 16 bits, the high byte first (Modbus Application Protocol V1.1b3, clause 4.2).</summary>
internal static class Words
{
    internal static void Write(ReadOnlySpan<ushort> registers, Span<byte> bytes)
    {
        var target = MemoryMarshal.Cast<byte, ushort>(bytes[..(2 * registers.Length)]);
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(registers, target);
        else
            registers.CopyTo(target);
    }

    internal static void Read(ReadOnlySpan<byte> bytes, Span<ushort> registers)
    {
        var source = MemoryMarshal.Cast<byte, ushort>(bytes[..(2 * registers.Length)]);
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(source, registers);
        else
            source.CopyTo(registers);
    }

    internal static void Write(Span<byte> bytes, int at, int word) => BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], (ushort)word);

    internal static ushort Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
