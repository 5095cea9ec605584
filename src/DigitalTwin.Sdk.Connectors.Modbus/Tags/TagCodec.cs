using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>From registers to numbers and back. Immutable.</summary>
internal sealed class TagCodec
{
    private readonly ModbusTag _tag;

    internal TagCodec(ModbusAddress address, ModbusTag tag)
    {
        _tag = tag;
        Address = address;
        Type = tag.Type == TagType.Default ? address.IsOfBits ? TagType.Bit : TagType.UInt16 : tag.Type;
        Length = address.IsOfBits ? 1 : tag.Registers;
    }

    internal ModbusAddress Address { get; }

    internal TagType Type { get; }

    /// <summary>How many bits or registers it takes.</summary>
    internal int Length { get; }

    /// <summary>Whether the number is what the device holds, without a scale.</summary>
    internal bool IsUnscaled => _tag.Factor == 1 && _tag.Offset == 0;

    internal bool IsBitOfRegister => Type == TagType.Bit && !Address.IsOfBits;

    internal int BitNumber => _tag.BitNumber;

    /// <summary>What is wrong with the address and the type together.</summary>
    internal IEnumerable<string> Problems(string where)
    {
        if (Address.Table == ModbusTable.None)
            yield return $"{where}: there is no address; make one by ModbusAddress.HoldingRegister(...) and its like.";
        else if (Address.IsOfBits && _tag.Type is not (TagType.Default or TagType.Bit))
            yield return $"{where}: a {Address.Table} table has single bits; a {_tag.Type} is in registers.";
        else if (Address.Number + Length > 65_536)
            yield return $"{where}: {Length} registers from there go past the last address, 65535.";
        if (Type is TagType.Text or TagType.Bit && !IsUnscaled)
            yield return $"{where}: a {Type} has no scale.";
    }

    internal bool IsWhole => Type is not (TagType.Float32 or TagType.Float64);

    /// <summary>A whole number of 64 bits as it is, for properties that can hold it exactly.</summary>
    internal bool TryWhole(ReadOnlySpan<ushort> registers, out long value)
    {
        value = 0;
        switch (Type)
        {
            case TagType.Int64:
                value = RegisterReader.ToInt64(registers, _tag.Order);
                return true;
            case TagType.UInt64:
                value = unchecked((long)RegisterReader.ToUInt64(registers, _tag.Order));
                return value >= 0;
            case TagType.Bcd:
                return RegisterReader.TryToDecimalDigits(registers[..Length], out value, _tag.Order);
            default:
                return false;
        }
    }

    internal string Text(ReadOnlySpan<ushort> registers) => RegisterReader.ToText(registers[..Length], _tag.Order);

    /// <summary>The scaled number; not finite if the registers hold none.</summary>
    internal double Number(ReadOnlySpan<ushort> registers)
    {
        var number = Type switch
        {
            TagType.Bit => RegisterReader.ToBoolean(registers[0], _tag.BitNumber) ? 1 : 0,
            TagType.Int16 => RegisterReader.ToInt16(registers, _tag.Order),
            TagType.UInt16 => RegisterReader.ToUInt16(registers, _tag.Order),
            TagType.Int32 => RegisterReader.ToInt32(registers, _tag.Order),
            TagType.UInt32 => RegisterReader.ToUInt32(registers, _tag.Order),
            TagType.Int64 => RegisterReader.ToInt64(registers, _tag.Order),
            TagType.UInt64 => RegisterReader.ToUInt64(registers, _tag.Order),
            TagType.Float32 => RegisterReader.ToSingle(registers, _tag.Order),
            TagType.Float64 => RegisterReader.ToDouble(registers, _tag.Order),
            TagType.Bcd => RegisterReader.TryToDecimalDigits(registers[..Length], out var digits, _tag.Order) ? digits : double.NaN,
            _ => double.NaN,
        };
        return IsUnscaled ? number : (number * _tag.Factor) + _tag.Offset;
    }

    /// <summary>Puts a value of the device's unit into registers, rounded to what they can hold; says what is wrong if they cannot.</summary>
    internal string? Encode(double value, Span<ushort> registers)
    {
        var number = IsUnscaled ? value : (value - _tag.Offset) / _tag.Factor;
        if (IsWhole)
            number = Math.Round(number);
        if (!double.IsFinite(number) || Limits() is var (low, high) && (number < low || number > high))
            return $"{value:R} is {number:R} in the registers, which is outside what a {Type} can hold";
        switch (Type)
        {
            case TagType.Bit:
                registers[0] = number != 0 ? (ushort)(1 << _tag.BitNumber) : (ushort)0;
                break;
            case TagType.Int16:
                RegisterWriter.Write(registers, (short)number, _tag.Order);
                break;
            case TagType.UInt16:
                RegisterWriter.Write(registers, (ushort)number, _tag.Order);
                break;
            case TagType.Int32:
                RegisterWriter.Write(registers, (int)number, _tag.Order);
                break;
            case TagType.UInt32:
                RegisterWriter.Write(registers, (uint)number, _tag.Order);
                break;
            case TagType.Int64:
                RegisterWriter.Write(registers, (long)number, _tag.Order);
                break;
            case TagType.UInt64:
                RegisterWriter.Write(registers, (ulong)number, _tag.Order);
                break;
            case TagType.Float32:
                RegisterWriter.Write(registers, (float)number, _tag.Order);
                break;
            case TagType.Float64:
                RegisterWriter.Write(registers, number, _tag.Order);
                break;
            case TagType.Bcd:
                RegisterWriter.WriteDecimalDigits(registers[..Length], (long)number, _tag.Order);
                break;
            default:
                return $"a {Type} cannot be written";
        }

        return null;
    }

    private (double Low, double High) Limits() => Type switch
    {
        TagType.Bit => (0, 1),
        TagType.Int16 => (short.MinValue, short.MaxValue),
        TagType.UInt16 => (0, ushort.MaxValue),
        TagType.Int32 => (int.MinValue, int.MaxValue),
        TagType.UInt32 => (0, uint.MaxValue),

        // The largest double below 2^63 and 2^64: the limits themselves are not doubles.
        TagType.Int64 => (long.MinValue, Math.BitDecrement(9223372036854775808.0)),
        TagType.UInt64 => (0, Math.BitDecrement(18446744073709551616.0)),
        TagType.Float32 => (-float.MaxValue, float.MaxValue),
        TagType.Bcd => (0, Math.Pow(10, 4 * Length) - 1),
        _ => (double.MinValue, double.MaxValue),
    };
}
