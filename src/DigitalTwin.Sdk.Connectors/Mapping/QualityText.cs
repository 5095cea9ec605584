using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Turns what a source says of its value into a quality. Never better than the source says.</summary>
internal static class QualityText
{
    // Info type DataValue (bits 10 and 11 are 01) with the overflow bit (7): the server lost values before this one (OPC 10000-4, clause 7.39).
    private const long OverflowedDataValue = 0x480;

    internal static Quality FromJson(ReadOnlySpan<byte> document, in JsonSlot slot, SourceQuality convention)
    {
        if (!slot.IsFound || slot.Kind == JsonTokenType.Null)
            return Quality.Uncertain | Quality.SourceFlagged;
        var text = slot.In(document);
        if (convention == SourceQuality.Words)
            return FromWord(text);
        if (!Utf8Parser.TryParse(text, out long code, out var used) || used != text.Length)
            return Quality.Bad | Quality.SourceFlagged;
        return convention == SourceQuality.OpcUaStatusCode ? FromStatusCode(code) : FromDataAccess(code);
    }

    private static Quality FromWord(ReadOnlySpan<byte> text)
    {
        if (Is(text, "good"u8) || Is(text, "ok"u8) || Is(text, "valid"u8) || Is(text, "true"u8))
            return Quality.Good;
        return Is(text, "uncertain"u8) || Is(text, "questionable"u8) || Is(text, "suspect"u8)
            ? Quality.Uncertain | Quality.SourceFlagged
            : Quality.Bad | Quality.SourceFlagged;
    }

    private static Quality FromStatusCode(long code)
    {
        var quality = (uint)(code >> 30) switch
        {
            0 => Quality.Good,
            1 => Quality.Uncertain | Quality.SourceFlagged,
            _ => Quality.Bad | Quality.SourceFlagged,
        };
        return (code & OverflowedDataValue) == OverflowedDataValue ? quality | Quality.Overflow : quality;
    }

    private static Quality FromDataAccess(long code) => (code & 0xC0) switch
    {
        0xC0 => Quality.Good,
        0x40 => Quality.Uncertain | Quality.SourceFlagged,
        _ => Quality.Bad | Quality.SourceFlagged,
    };

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
