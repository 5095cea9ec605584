using System.Numerics;
using System.Text.Json;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Finds several paths in one pass over a document, without building it in memory. Thread-safe; allocates nothing.</summary>
internal sealed class JsonScanner
{
    internal const int MaxPaths = 32;
    private readonly JsonPath[] _paths;
    private readonly uint _all;

    internal JsonScanner(JsonPath[] paths)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(paths.Length, MaxPaths);
        _paths = paths;
        _all = paths.Length == MaxPaths ? uint.MaxValue : (1u << paths.Length) - 1;
    }

    /// <summary>Fills one slot per path; of a member that occurs twice, the last counts.</summary>
    /// <returns>Whether the bytes are one well-formed JSON document, nested at most 64 deep. Slots are meaningless if not.</returns>
    internal bool TryScan(ReadOnlySpan<byte> document, Span<JsonSlot> slots)
    {
        slots.Clear();
        var reader = new Utf8JsonReader(document);
        try
        {
            if (!reader.Read())
                return false;
            Visit(ref reader, 0, _all, slots);
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Recursion goes as deep as the paths are long, never as deep as the document is nested.
    private void Visit(ref Utf8JsonReader reader, int depth, uint wanted, Span<JsonSlot> slots)
    {
        var deeper = Note(ref reader, depth, wanted, slots);
        if (reader.TokenType == JsonTokenType.StartObject && deeper != 0)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                Descend(ref reader, depth, Named(ref reader, depth, deeper), slots);
        }
        else if (reader.TokenType == JsonTokenType.StartArray && deeper != 0)
        {
            for (var index = 0; ReadElement(ref reader); index++)
            {
                var match = Indexed(index, depth, deeper);
                if (match == 0)
                    reader.Skip();
                else
                    Visit(ref reader, depth + 1, match, slots);
            }
        }
        else
        {
            reader.Skip();
        }
    }

    private static bool ReadElement(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    private void Descend(ref Utf8JsonReader reader, int depth, uint match, Span<JsonSlot> slots)
    {
        reader.Read();
        if (match == 0)
            reader.Skip();
        else
            Visit(ref reader, depth + 1, match, slots);
    }

    private uint Note(ref Utf8JsonReader reader, int depth, uint wanted, Span<JsonSlot> slots)
    {
        var deeper = 0u;
        for (var rest = wanted; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (_paths[i].Segments.Length > depth)
                deeper |= 1u << i;
            else
                slots[i] = SlotOf(ref reader);
        }

        return deeper;
    }

    private static JsonSlot SlotOf(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        return reader.TokenType switch
        {
            JsonTokenType.String => new JsonSlot(JsonTokenType.String, start + 1, reader.ValueSpan.Length, reader.ValueIsEscaped),
            JsonTokenType.StartObject or JsonTokenType.StartArray => new JsonSlot(reader.TokenType, start, 0, false),
            _ => new JsonSlot(reader.TokenType, start, reader.ValueSpan.Length, false),
        };
    }

    private uint Named(ref Utf8JsonReader reader, int depth, uint wanted)
    {
        var match = 0u;
        for (var rest = wanted; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (_paths[i].Segments[depth].Name is { } name && Is(ref reader, name))
                match |= 1u << i;
        }

        return match;
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // Escapes that make no text, such as half a surrogate pair: no path has such a name.
            return false;
        }
    }

    private uint Indexed(int index, int depth, uint wanted)
    {
        var match = 0u;
        for (var rest = wanted; rest != 0; rest &= rest - 1)
        {
            var i = BitOperations.TrailingZeroCount(rest);
            if (_paths[i].Segments[depth] is { Name: null } segment && segment.Index == index)
                match |= 1u << i;
        }

        return match;
    }
}
