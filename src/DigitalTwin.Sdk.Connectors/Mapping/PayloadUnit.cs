using System.Text;
using System.Text.Json;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Turns the unit that a payload names into a conversion. Allocates only when the unit changes. Thread-safe.</summary>
/// <param name="target">The property's unit.</param>
/// <param name="otherwise">The conversion of messages that name no unit; null if they are Bad.</param>
internal sealed class PayloadUnit(UnitOfMeasure target, UnitConversion? otherwise)
{
    private const int LongestText = 64;

    // The last text seen and what came of it: sources name the same unit in every message.
    private Known _last = new([], false, default, "");

    /// <summary>The conversion into the property's unit, or what is wrong.</summary>
    internal bool TryConversion(ReadOnlySpan<byte> document, in JsonSlot slot, out UnitConversion conversion, out string? failure)
    {
        conversion = otherwise ?? default;
        failure = null;
        if (!slot.IsFound || slot.Kind == JsonTokenType.Null)
        {
            failure = otherwise is null ? "the payload names no unit" : null;
            return otherwise is not null;
        }

        if (slot.Kind != JsonTokenType.String || slot.Length > LongestText)
        {
            failure = $"the unit in the payload is no text of at most {LongestText} bytes";
            return false;
        }

        var text = slot.In(document);
        var last = Volatile.Read(ref _last);
        if (last.Failure is "" || last.IsEscaped != slot.IsEscaped || !text.SequenceEqual(last.Text))
            Volatile.Write(ref _last, last = Look(text, slot.IsEscaped));
        conversion = last.Conversion;
        failure = last.Failure;
        return failure is null;
    }

    private Known Look(ReadOnlySpan<byte> text, bool isEscaped)
    {
        var name = Unescape(text, isEscaped);
        var unit = name == target.Symbol ? target : Units.TryFind(name, out var found) ? found : null;
        if (unit is null)
            return new Known(text.ToArray(), isEscaped, default, $"the unit '{name}' in the payload is unknown");
        return unit.ConvertsTo(target)
            ? new Known(text.ToArray(), isEscaped, unit.ConversionTo(target), null)
            : new Known(text.ToArray(), isEscaped, default, $"the unit '{name}' in the payload does not convert into {target.Symbol}");
    }

    private static string Unescape(ReadOnlySpan<byte> text, bool isEscaped)
    {
        if (!isEscaped)
            return Encoding.UTF8.GetString(text);
        Span<byte> quoted = stackalloc byte[LongestText + 2];
        quoted[0] = quoted[text.Length + 1] = (byte)'"';
        text.CopyTo(quoted[1..]);
        var reader = new Utf8JsonReader(quoted[..(text.Length + 2)]);
        try
        {
            reader.Read();
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Escapes that make no text, such as half a surrogate pair.
            return "\uFFFD";
        }
    }

    /// <summary>What came of one text; a failure of "" means that nothing has been looked up yet.</summary>
    private sealed record Known(byte[] Text, bool IsEscaped, UnitConversion Conversion, string? Failure);
}
