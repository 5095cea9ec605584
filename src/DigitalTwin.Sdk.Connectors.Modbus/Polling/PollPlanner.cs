using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Finds the fewest requests that read a set of tags (semantics C3).</summary>
/// <remarks>
/// By device, table and address: a request begins at the first tag not covered and takes every tag that ends within the limit, until one lies beyond the hole.
/// As each request has to begin at or before that first tag, none can do more, so no plan has fewer. A value is never torn between two requests.
/// </remarks>
internal static class PollPlanner
{
    /// <summary>A bit costs a sixteenth of a register, so a hole of bits may be so much longer.</summary>
    private const int BitsOfARegister = 16;

    /// <param name="tags">What is to be read.</param>
    /// <param name="maxHole">Most registers that nobody asked for between two tags of one request.</param>
    /// <param name="maxRegisters">Most registers of one request, 1 to 125; bits sixteen times as many, at most 2000.</param>
    internal static List<PollBlock> Plan(IEnumerable<TagReader> tags, int maxHole, int maxRegisters)
    {
        var blocks = new List<PollBlock>();
        foreach (var table in tags.GroupBy(t => (t.Device, t.Codec.Address.Table)).OrderBy(g => g.Key))
        {
            var isOfBits = table.Key.Table is ModbusTable.Coils or ModbusTable.DiscreteInputs;
            var most = isOfBits ? Math.Min(ModbusLimits.ReadBits, BitsOfARegister * maxRegisters) : maxRegisters;
            var hole = isOfBits ? BitsOfARegister * maxHole : maxHole;
            Merge(blocks, table.Key.Device, table.Key.Table, [.. table.OrderBy(t => t.Codec.Address.Number).ThenBy(t => t.Codec.Length)], hole, most);
        }

        return blocks;
    }

    private static void Merge(List<PollBlock> blocks, byte device, ModbusTable table, TagReader[] sorted, int hole, int most)
    {
        for (var first = 0; first < sorted.Length;)
        {
            int start = sorted[first].Codec.Address.Number;
            var end = start + sorted[first].Codec.Length;
            var next = first + 1;
            for (; next < sorted.Length; next++)
            {
                int at = sorted[next].Codec.Address.Number;
                var tagEnd = at + sorted[next].Codec.Length;
                if (at - end > hole || tagEnd - start > most)
                    break;
                end = Math.Max(end, tagEnd);
            }

            blocks.Add(new PollBlock(device, table, start, end - start, sorted[first..next]));
            first = next;
        }
    }
}
