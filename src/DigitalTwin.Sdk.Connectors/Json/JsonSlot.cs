using System.Text.Json;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Where in a document a path's value lies. The default means that the path was not there.</summary>
/// <param name="Kind">Type of the token; <see cref="JsonTokenType.None"/> if not found.</param>
/// <param name="Start">First byte of the value, without the quote of a string.</param>
/// <param name="Length">Bytes, without quotes; 0 for objects and arrays.</param>
/// <param name="IsEscaped">Whether a string holds escapes.</param>
internal readonly record struct JsonSlot(JsonTokenType Kind, int Start, int Length, bool IsEscaped)
{
    internal bool IsFound => Kind != JsonTokenType.None;

    internal ReadOnlySpan<byte> In(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
}
