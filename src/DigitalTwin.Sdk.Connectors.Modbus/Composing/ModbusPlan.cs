using System.Security.Cryptography;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Everything a connector was told, resolved against the graph: what is read and written, and what is wrong.</summary>
internal sealed class ModbusPlan
{
    private ModbusPlan(IReadOnlyList<TagReader> readers, IReadOnlyList<TagWriter> writers, IReadOnlyList<string> problems)
    {
        Readers = readers;
        Writers = writers.DistinctBy(w => w.Property).ToDictionary(w => w.Property);
        Problems = problems;
        Bindings = [.. readers.Select(r => r.Binding), .. writers.Select(w => w.Binding)];
    }

    internal IReadOnlyList<TagReader> Readers { get; }

    internal IReadOnlyDictionary<Property, TagWriter> Writers { get; }

    internal IReadOnlyList<string> Problems { get; }

    internal IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    internal static ModbusPlan Make(TwinGraph graph, ModbusConnectorBuilder builder)
    {
        var settings = builder.Settings;
        List<string> problems = [.. builder.Problems, .. settings.Validate()];
        List<(Property Property, TagEntry Entry)> entries = [];
        foreach (var entry in builder.Entries)
        {
            if (entry.Find(graph, problems) is { } property)
                entries.Add((property, entry));
        }

        List<TagWriter> writers = [.. entries.Where(e => e.Entry.Access.HasFlag(ConnectorAccess.Write)).Select(e => new TagWriter(e.Property, e.Entry.Address, e.Entry.Tag, settings, problems))];
        var read = entries.Where(e => e.Entry.Access.HasFlag(ConnectorAccess.Read)).ToList();
        var answered = read.Select(e => e.Property).ToHashSet();
        var readBacks = entries.Where(e => e.Entry.Access == ConnectorAccess.Write && e.Entry.Tag.IsReadBack && !answered.Contains(e.Property)).DistinctBy(e => e.Property);

        // What is wrong with a tag that is written has been said; its reader would say the same again.
        List<string> saidBefore = [];
        List<TagReader> readers =
        [
            .. read.Select(e => TagReader.Make(e.Property, e.Entry.Address, e.Entry.Tag, settings, e.Entry.Access.HasFlag(ConnectorAccess.Write) ? saidBefore : problems)).OfType<TagReader>(),
            .. readBacks.Select(e => TagReader.Make(e.Property, e.Entry.Address, e.Entry.Tag, settings, saidBefore)).OfType<TagReader>(),
        ];
        if (problems.Count == 0)
            problems.AddRange(saidBefore.Distinct());
        problems.AddRange(Twice(readers, writers, settings));
        if (settings.TlsFiles is not null && settings.Transport == ModbusTransport.Tls)
            TryTls(settings, problems);
        return new ModbusPlan(readers, writers, problems);
    }

    private static IEnumerable<string> Twice(IReadOnlyList<TagReader> readers, IReadOnlyList<TagWriter> writers, ModbusSettings settings)
    {
        foreach (var twice in readers.GroupBy(r => r.Property).Where(g => g.Count() > 1))
            yield return $"'{twice.Key}' is read twice by this connector: {string.Join(" and ", twice.Select(r => r.Address))}.";
        foreach (var twice in writers.GroupBy(w => w.Property).Where(g => g.Count() > 1))
            yield return $"'{twice.Key}' is written twice by this connector: {string.Join(" and ", twice.Select(w => w.Address))}.";
        foreach (var reader in readers.Where(r => !r.Codec.Address.IsOfBits && r.Codec.Length > settings.MaxRegisters))
            yield return $"'{reader.Property}' ({reader.Address}) takes {reader.Codec.Length} registers, but one request takes {settings.MaxRegisters}.";
        for (var i = 0; i < writers.Count; i++)
        {
            foreach (var other in writers.Skip(i + 1).Where(w => w.Property != writers[i].Property && Overlap(w, writers[i])))
                yield return $"'{writers[i].Property}' ({writers[i].Address}) and '{other.Property}' ({other.Address}) are written to the same place: each would undo the other.";
        }
    }

    private static bool Overlap(TagWriter a, TagWriter b)
    {
        var (x, y) = (a.Codec, b.Codec);
        if (a.Device != b.Device || x.Address.Table != y.Address.Table || (x.IsBitOfRegister && y.IsBitOfRegister && x.BitNumber != y.BitNumber))
            return false;
        return x.Address.Number < y.Address.Number + y.Length && y.Address.Number < x.Address.Number + x.Length;
    }

    private static void TryTls(ModbusSettings settings, List<string> problems)
    {
        try
        {
            settings.CheckTls();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problems.Add($"{settings.DisplayName}: its certificates cannot be read: {e.Message}");
        }
    }
}
