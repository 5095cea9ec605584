using System.Text;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Puts numbers and text into registers; the counterpart of <see cref="RegisterReader"/>. Nothing is allocated but by text.</summary>
public static class RegisterWriter
{
    /// <summary>Writes a whole number of 16 bits without sign into one register.</summary>
    /// <param name="registers">One register at least.</param>
    /// <param name="value">The number.</param>
    /// <param name="order">Only the order of the bytes counts.</param>
    public static void Write(Span<ushort> registers, ushort value, RegisterOrder order = RegisterOrder.Abcd) => registers[0] = RegisterReader.Ordered(value, order);

    /// <summary>Writes a whole number of 16 bits with sign into one register.</summary>
    /// <inheritdoc cref="Write(Span{ushort}, ushort, RegisterOrder)"/>
    public static void Write(Span<ushort> registers, short value, RegisterOrder order = RegisterOrder.Abcd) => Write(registers, (ushort)value, order);

    /// <summary>Writes a whole number of 32 bits with sign into two registers.</summary>
    /// <param name="registers">Two registers at least.</param>
    /// <param name="value">The number.</param>
    /// <param name="order">The device's order.</param>
    public static void Write(Span<ushort> registers, int value, RegisterOrder order = RegisterOrder.Abcd) => Split(registers[..2], (uint)value, order);

    /// <summary>Writes a whole number of 32 bits without sign into two registers.</summary>
    /// <inheritdoc cref="Write(Span{ushort}, int, RegisterOrder)"/>
    public static void Write(Span<ushort> registers, uint value, RegisterOrder order = RegisterOrder.Abcd) => Split(registers[..2], value, order);

    /// <summary>Writes a whole number of 64 bits with sign into four registers.</summary>
    /// <param name="registers">Four registers at least.</param>
    /// <param name="value">The number.</param>
    /// <param name="order">The device's order.</param>
    public static void Write(Span<ushort> registers, long value, RegisterOrder order = RegisterOrder.Abcd) => Split(registers[..4], (ulong)value, order);

    /// <summary>Writes a whole number of 64 bits without sign into four registers.</summary>
    /// <inheritdoc cref="Write(Span{ushort}, long, RegisterOrder)"/>
    public static void Write(Span<ushort> registers, ulong value, RegisterOrder order = RegisterOrder.Abcd) => Split(registers[..4], value, order);

    /// <summary>Writes a floating-point number of 32 bits into two registers, as it is, also if it is not finite.</summary>
    /// <inheritdoc cref="Write(Span{ushort}, int, RegisterOrder)"/>
    public static void Write(Span<ushort> registers, float value, RegisterOrder order = RegisterOrder.Abcd) => Write(registers, BitConverter.SingleToUInt32Bits(value), order);

    /// <summary>Writes a floating-point number of 64 bits into four registers, as it is, also if it is not finite.</summary>
    /// <inheritdoc cref="Write(Span{ushort}, long, RegisterOrder)"/>
    public static void Write(Span<ushort> registers, double value, RegisterOrder order = RegisterOrder.Abcd) => Write(registers, BitConverter.DoubleToUInt64Bits(value), order);

    /// <summary>Writes a number as binary-coded decimals, four digits a register.</summary>
    /// <param name="registers">One to four registers; all are written.</param>
    /// <param name="value">Zero or above, with no more digits than fit.</param>
    /// <param name="order">The device's order.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number has a sign or too many digits, or there are no registers or more than four.</exception>
    public static void WriteDecimalDigits(Span<ushort> registers, long value, RegisterOrder order = RegisterOrder.Abcd)
    {
        ArgumentOutOfRangeException.ThrowIfZero(registers.Length, nameof(registers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers.Length, 4, nameof(registers));
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ulong digits = 0;
        var left = value;
        for (var shift = 0; shift < 16 * registers.Length; shift += 4)
        {
            digits |= (ulong)(left % 10) << shift;
            left /= 10;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(left, 0, nameof(value));
        Split(registers, digits, order);
    }

    /// <summary>Writes text, one byte a character, two a register, filled up with zeros.</summary>
    /// <param name="registers">All are written.</param>
    /// <param name="text">Characters up to U+00FF, no more than fit.</param>
    /// <param name="order">Only the order of the bytes counts.</param>
    /// <exception cref="ArgumentException">The text is too long, or has other characters.</exception>
    public static void Write(Span<ushort> registers, string text, RegisterOrder order = RegisterOrder.Abcd)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 2 * registers.Length)
            throw new ArgumentException($"A text of {text.Length} characters does not fit into {registers.Length} registers.", nameof(text));
        if (text.Any(c => c > '\u00FF'))
            throw new ArgumentException("The text has characters above U+00FF.", nameof(text));
        var bytes = Encoding.Latin1.GetBytes(text);
        for (var i = 0; i < registers.Length; i++)
        {
            var high = 2 * i < bytes.Length ? bytes[2 * i] : 0;
            var low = (2 * i) + 1 < bytes.Length ? bytes[(2 * i) + 1] : 0;
            registers[i] = RegisterReader.Ordered((ushort)((high << 8) | low), order);
        }
    }

    private static void Split(Span<ushort> registers, ulong value, RegisterOrder order)
    {
        for (var i = 0; i < registers.Length; i++)
        {
            var at = RegisterReader.IsLowFirst(order) ? i : registers.Length - 1 - i;
            registers[at] = RegisterReader.Ordered((ushort)(value >> (16 * i)), order);
        }
    }
}
