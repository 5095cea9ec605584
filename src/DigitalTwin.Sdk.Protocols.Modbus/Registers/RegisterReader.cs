using System.Buffers.Binary;
using System.Text;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Takes numbers, bits and text out of registers. Nothing is allocated but text.</summary>
public static class RegisterReader
{
    /// <summary>A whole number of 16 bits with sign.</summary>
    /// <param name="registers">One register at least.</param>
    /// <param name="order">Only the order of the bytes counts.</param>
    public static short ToInt16(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => (short)ToUInt16(registers, order);

    /// <summary>A whole number of 16 bits without sign.</summary>
    /// <param name="registers">One register at least.</param>
    /// <param name="order">Only the order of the bytes counts.</param>
    public static ushort ToUInt16(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => Ordered(registers[0], order);

    /// <summary>A whole number of 32 bits with sign.</summary>
    /// <param name="registers">Two registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static int ToInt32(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => (int)ToUInt32(registers, order);

    /// <summary>A whole number of 32 bits without sign.</summary>
    /// <param name="registers">Two registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static uint ToUInt32(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => (uint)Join(registers[..2], order);

    /// <summary>A whole number of 64 bits with sign.</summary>
    /// <param name="registers">Four registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static long ToInt64(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => (long)ToUInt64(registers, order);

    /// <summary>A whole number of 64 bits without sign.</summary>
    /// <param name="registers">Four registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static ulong ToUInt64(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => Join(registers[..4], order);

    /// <summary>A floating-point number of 32 bits (IEEE 754). Not finite if the registers say so.</summary>
    /// <param name="registers">Two registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static float ToSingle(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => BitConverter.UInt32BitsToSingle(ToUInt32(registers, order));

    /// <summary>A floating-point number of 64 bits (IEEE 754). Not finite if the registers say so.</summary>
    /// <param name="registers">Four registers at least.</param>
    /// <param name="order">The device's order.</param>
    public static double ToDouble(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd) => BitConverter.UInt64BitsToDouble(ToUInt64(registers, order));

    /// <summary>One bit of a register.</summary>
    /// <param name="register">The register.</param>
    /// <param name="bit">0 for the lowest to 15 for the highest.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bit.</exception>
    public static bool ToBoolean(ushort register, int bit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bit, 15);
        return (register & (1 << bit)) != 0;
    }

    /// <summary>Numbers of 32 bits with fractions, one after the other.</summary>
    /// <param name="registers">Twice as many as there are numbers.</param>
    /// <param name="destination">Is filled.</param>
    /// <param name="order">The device's order.</param>
    /// <exception cref="ArgumentException">There are too few registers.</exception>
    public static void ToSingles(ReadOnlySpan<ushort> registers, Span<float> destination, RegisterOrder order = RegisterOrder.Abcd)
    {
        if (registers.Length < 2 * destination.Length)
            throw new ArgumentException($"{destination.Length} numbers take {2 * destination.Length} registers; there are {registers.Length}.", nameof(registers));
        for (var i = 0; i < destination.Length; i++)
            destination[i] = ToSingle(registers[(2 * i)..], order);
    }

    /// <summary>A number in binary-coded decimals, four digits a register.</summary>
    /// <param name="registers">One to four registers.</param>
    /// <param name="value">The number.</param>
    /// <param name="order">The device's order.</param>
    /// <returns>False if a digit is above nine, so that the registers hold no such number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">None, or more than four registers.</exception>
    public static bool TryToDecimalDigits(ReadOnlySpan<ushort> registers, out long value, RegisterOrder order = RegisterOrder.Abcd)
    {
        ArgumentOutOfRangeException.ThrowIfZero(registers.Length, nameof(registers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers.Length, 4, nameof(registers));
        var digits = Join(registers, order);
        value = 0;
        for (var shift = (16 * registers.Length) - 4; shift >= 0; shift -= 4)
        {
            var digit = (int)(digits >> shift) & 0xF;
            if (digit > 9)
                return false;
            value = (value * 10) + digit;
        }

        return true;
    }

    /// <summary>Text of one byte a character, two a register, up to the first zero.</summary>
    /// <param name="registers">The registers.</param>
    /// <param name="order">Only the order of the bytes counts: the first character is in the high byte, or in the low byte.</param>
    public static string ToText(ReadOnlySpan<ushort> registers, RegisterOrder order = RegisterOrder.Abcd)
    {
        Span<byte> bytes = registers.Length <= ModbusLimits.ReadRegisters ? stackalloc byte[2 * registers.Length] : new byte[2 * registers.Length];
        for (var i = 0; i < registers.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * i)..], Ordered(registers[i], order));
        var end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
    }

    internal static ushort Ordered(ushort register, RegisterOrder order) =>
        order is RegisterOrder.Badc or RegisterOrder.Dcba ? BinaryPrimitives.ReverseEndianness(register) : register;

    internal static bool IsLowFirst(RegisterOrder order) => order is RegisterOrder.Cdab or RegisterOrder.Dcba;

    private static ulong Join(ReadOnlySpan<ushort> registers, RegisterOrder order)
    {
        ulong value = 0;
        for (var i = 0; i < registers.Length; i++)
            value = (value << 16) | Ordered(registers[IsLowFirst(order) ? registers.Length - 1 - i : i], order);
        return value;
    }
}
