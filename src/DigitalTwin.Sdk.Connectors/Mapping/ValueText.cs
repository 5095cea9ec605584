using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Turns text and JSON values into the types a property can have. Nothing allocates but strings.</summary>
internal static class ValueText
{
    internal static bool IsSupported(Type type) => IsNumber(type) || type == typeof(bool) || type == typeof(string) || type == typeof(DateTimeOffset);

    internal static bool IsNumber(Type type) =>
        type == typeof(double) || type == typeof(float) || type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte);

    /// <summary>A whole payload, or the text of a JSON string.</summary>
    internal static bool TryFromText<T>(ReadOnlySpan<byte> text, UnitConversion conversion, out T value)
    {
        value = default!;
        if (typeof(T) == typeof(string))
            return TryText(text, out value);
        text = text.Trim(" \t\r\n"u8);
        if (typeof(T) == typeof(bool))
            return TryWord(text, out var isTrue) && Set(isTrue, out value);
        if (typeof(T) == typeof(DateTimeOffset))
            return TimeText.TryParse(text, out var ticks) && Set(new DateTimeOffset(ticks, TimeSpan.Zero), out value);
        if (typeof(T) == typeof(long) && conversion.IsIdentity)
            return Utf8Parser.TryParse(text, out long whole, out var used) && used == text.Length && Set(whole, out value);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            && TryFromNumber(conversion.Apply(number), out value);
    }

    /// <summary>A value found in a document. Numbers may also be written as strings; null is no value.</summary>
    internal static bool TryFromJson<T>(ReadOnlySpan<byte> document, in JsonSlot slot, UnitConversion conversion, out T value)
    {
        value = default!;
        switch (slot.Kind)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return typeof(T) == typeof(bool) && Set(slot.Kind == JsonTokenType.True, out value);
            case JsonTokenType.Number:
                return typeof(T) != typeof(string) && typeof(T) != typeof(DateTimeOffset) && TryFromText(slot.In(document), conversion, out value);
            case JsonTokenType.String when slot.IsEscaped:
                return TryFromEscaped(document, slot, conversion, out value);
            case JsonTokenType.String:
                return TryFromText(slot.In(document), conversion, out value);
            default:
                return false;
        }
    }

    /// <summary>A number in the property's unit, if the property's type can hold it: whole and in range for whole types, 0 or 1 for booleans.</summary>
    internal static bool TryFromNumber<T>(double number, out T value)
    {
        value = default!;
        if (!double.IsFinite(number))
            return false;
        if (typeof(T) == typeof(double))
            return Set(number, out value);
        if (typeof(T) == typeof(float))
            return Math.Abs(number) <= float.MaxValue && Set((float)number, out value);
        if (typeof(T) == typeof(bool))
            return number is 0 or 1 && Set(number == 1, out value);
        if (Math.Truncate(number) != number)
            return false;
        if (typeof(T) == typeof(int))
            return number is >= int.MinValue and <= int.MaxValue && Set((int)number, out value);
        if (typeof(T) == typeof(long))
            return Math.Abs(number) < 9.2e18 && Set((long)number, out value);
        if (typeof(T) == typeof(short))
            return number is >= short.MinValue and <= short.MaxValue && Set((short)number, out value);
        if (typeof(T) == typeof(byte))
            return number is >= byte.MinValue and <= byte.MaxValue && Set((byte)number, out value);
        return false;
    }

    /// <summary>true, on, yes, 1 and their opposites, whatever the case.</summary>
    internal static bool TryWord(ReadOnlySpan<byte> text, out bool value)
    {
        value = Ascii.EqualsIgnoreCase(text, "true"u8) || Ascii.EqualsIgnoreCase(text, "on"u8) || Ascii.EqualsIgnoreCase(text, "yes"u8) || text.SequenceEqual("1"u8);
        return value || Ascii.EqualsIgnoreCase(text, "false"u8) || Ascii.EqualsIgnoreCase(text, "off"u8) || Ascii.EqualsIgnoreCase(text, "no"u8) || text.SequenceEqual("0"u8);
    }

    private static bool TryText<T>(ReadOnlySpan<byte> text, out T value)
    {
        value = default!;
        return Utf8.IsValid(text) && Set(Encoding.UTF8.GetString(text), out value);
    }

    private static bool TryFromEscaped<T>(ReadOnlySpan<byte> document, in JsonSlot slot, UnitConversion conversion, out T value)
    {
        value = default!;
        var reader = new Utf8JsonReader(document.Slice(slot.Start - 1, slot.Length + 2));
        if (typeof(T) == typeof(string))
        {
            try
            {
                reader.Read();
                return Set(reader.GetString()!, out value);
            }
            catch (InvalidOperationException)
            {
                // Escapes that make no text, such as half a surrogate pair.
                return false;
            }
        }

        // Neither numbers nor times need escapes; whoever writes them so is up to something.
        return false;
    }

    private static bool Set<TFrom, T>(TFrom from, out T value)
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return true;
    }
}
