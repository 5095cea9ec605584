using System.Globalization;
using System.Text.Json;
using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Reads tags from JSON. Strict: what is unknown, missing or written twice is a problem that names file, tag and member.</summary>
internal static class TagFile
{
    internal const string Tables = "coil, discrete, input or holding";
    private const int LargestFile = 64 << 20;
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 8 };

    internal static void Load(string file, List<TagEntry> entries, ICollection<string> problems)
    {
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                problems.Add($"Tag file '{file}' is larger than {LargestFile >> 20} MiB.");
            else
                Parse(file, File.ReadAllBytes(file), entries, problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"Tag file '{file}' cannot be read: {e.Message}");
        }
    }

    internal static void Parse(string file, ReadOnlyMemory<byte> json, List<TagEntry> entries, ICollection<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = new TagMembers($"Tag file '{file}'", document.RootElement, problems);
            var device = root.Number("device", 0, 255);
            var every = root.Time("every");
            var index = 0;
            foreach (var element in root.Items("tags"))
                Add(new TagMembers($"Tag file '{file}', tags[{index++}]", element, problems), device, every, entries);
            root.RefuseOthers();
        }
        catch (JsonException e)
        {
            problems.Add($"Tag file '{file}', line {e.LineNumber + 1}: it is no JSON: {e.Message}");
        }
    }

    private static void Add(TagMembers members, int? device, TimeSpan? every, List<TagEntry> entries)
    {
        var (twin, property) = (members.Text("twin"), members.Text("property"));
        members.Name = twin is not null && property is not null ? $" ({twin}/{property})" : "";
        var table = members.Required("table", Tables, TableOf);
        var number = members.Number("address", 0, 65_535);
        if (number is null && !members.Has("address"))
            members.Fault("address", "is missing");
        var access = members.Optional("access", "read, write or readWrite", AccessOf) ?? ConnectorAccess.Read;
        var tag = new ModbusTag();
        SetType(tag, members);
        members.Try("scale", () => tag.Scale(members.Real("scale") ?? 1, members.Real("offset") ?? 0));
        if (members.Optional("unit", "a unit such as m³/h; see the reference of units", text => Units.TryFind(text, out var unit) ? unit : null) is { } unit)
            tag.Unit(unit);
        var silence = members.Time("atLeastEvery");
        if (members.Real("deadband") is { } width)
            members.Try("deadband", () => tag.Deadband(width, silence));
        else if (silence is not null)
            members.Fault("atLeastEvery", "says something only beside a deadband");
        if ((members.Time("every") ?? every) is { } period)
            members.Try("every", () => tag.Every(period));
        if ((members.Number("device", 0, 255) ?? device) is { } unitNumber)
            tag.Device((byte)unitNumber);
        if (members.Flag("readBack") == false)
            tag.WithoutReadBack();
        if (members.Flag("verify") == false)
            tag.WithoutVerify();
        members.RefuseOthers();
        if (twin is not null && property is not null && table is { } found && number is { } at)
            entries.Add(new TagEntry((graph, problems) => Find(graph, members.Where, twin, property, access, problems), ModbusAddress.Of(found, (ushort)at), tag, access));
    }

    private static void SetType(ModbusTag tag, TagMembers members)
    {
        var order = members.Optional("order", "ABCD, CDAB, BADC or DCBA", OrderOf) ?? RegisterOrder.Abcd;
        var (registers, bit) = (members.Number("registers", 1, ModbusLimits.ReadRegisters), members.Number("bit", 0, 15));
        var type = members.Optional("type", "bool, int16, uint16, int32, uint32, int64, uint64, float32, float64, bcd or text", t => Types.TryGetValue(t, out var known) ? known : null);
        if (registers is not null && type is not ("bcd" or "text"))
            members.Fault("registers", "is said for bcd and text only");
        if (bit is not null && type is not (null or "bool"))
            members.Fault("bit", $"is said for bool only, not for {type}");
        if (type == "text" && registers is null)
            members.Fault("registers", "is missing: a text does not say how long it is");
        members.Try("registers", () => Apply(tag, type, order, registers, bit));
    }

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["bool"] = "bool", ["int16"] = "int16", ["uint16"] = "uint16", ["int32"] = "int32", ["uint32"] = "uint32", ["int64"] = "int64",
        ["uint64"] = "uint64", ["float32"] = "float32", ["float64"] = "float64", ["bcd"] = "bcd", ["text"] = "text",
    };

    private static ModbusTag Apply(ModbusTag tag, string? type, RegisterOrder order, int? registers, int? bit) => type switch
    {
        "int16" => tag.Int16(order),
        "uint16" => tag.UInt16(order),
        "int32" => tag.Int32(order),
        "uint32" => tag.UInt32(order),
        "int64" => tag.Int64(order),
        "uint64" => tag.UInt64(order),
        "float32" => tag.Float32(order),
        "float64" => tag.Float64(order),
        "bcd" => tag.Bcd(registers ?? 1, order),
        "text" => tag.Text(registers ?? 1, order),
        _ => bit is { } number ? tag.Bit(number) : tag,
    };

    private static Property? Find(TwinGraph graph, string where, string twin, string property, ConnectorAccess access, ICollection<string> problems)
    {
        if (!graph.TryGet(twin, out var found))
            problems.Add($"{where}: there is no twin '{twin}'{NearName.Hint(twin, graph.Twins.Select(t => t.Id))}.");
        else if (!found.TryGetProperty(property, out var handle))
            problems.Add($"{where}: twin '{twin}' has no property '{property}'{NearName.Hint(property, found.Properties.Select(p => p.Name))}.");
        else if (access.HasFlag(ConnectorAccess.Write) && !handle.Definition.IsWritable)
            problems.Add($"{where}: '{handle}' is no set-point, so nothing may be written to it.");
        else
            return handle;
        return null;
    }

    private static ModbusTable? TableOf(string text) => text switch
    {
        "coil" => ModbusTable.Coils,
        "discrete" => ModbusTable.DiscreteInputs,
        "input" => ModbusTable.InputRegisters,
        "holding" => ModbusTable.HoldingRegisters,
        _ => null,
    };

    private static ConnectorAccess? AccessOf(string text) => text switch
    {
        "read" => ConnectorAccess.Read,
        "write" => ConnectorAccess.Write,
        "readWrite" => ConnectorAccess.Read | ConnectorAccess.Write,
        _ => null,
    };

    private static RegisterOrder? OrderOf(string text) => text.ToUpper(CultureInfo.InvariantCulture) switch
    {
        "ABCD" => RegisterOrder.Abcd,
        "CDAB" => RegisterOrder.Cdab,
        "BADC" => RegisterOrder.Badc,
        "DCBA" => RegisterOrder.Dcba,
        _ => null,
    };
}
