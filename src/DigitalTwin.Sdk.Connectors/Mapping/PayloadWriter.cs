using System.Globalization;
using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A write mapping worked out: from a guarded write to the bytes that are sent.</summary>
internal sealed class PayloadWriter
{
    private readonly List<(string? Placeholder, string Text)> _parts = [];
    private readonly UnitConversion _conversion = UnitConversion.Identity;
    private readonly Type _type;

    internal PayloadWriter(Property property, string address, WriteMapping mapping, ICollection<string> problems)
    {
        Property = property;
        Address = address;
        Counters = new MappingCounters(property.ToString(), address, ConnectorAccess.Write);
        _type = property.Definition.ValueType;
        var where = $"'{property}' ({address})";
        if (!ValueText.IsNumber(_type) && _type != typeof(bool))
            problems.Add($"{where} has values of type {_type.Name}; only numbers and booleans can be written.");
        if (mapping.TargetUnit is { } unit && property.Unit is { } own)
            _conversion = UnitCheck.ConversionOut(own, unit, _type, where, problems);
        else if (mapping.TargetUnit is not null)
            problems.Add($"{where} has no unit, but the plant expects {mapping.TargetUnit.Symbol}.");
        Parse(mapping.Pattern, where, problems);
    }

    internal Property Property { get; }

    internal string Address { get; }

    /// <summary>Whether the plant is told when the command loses its meaning.</summary>
    internal bool TellsExpiry => _parts.Exists(p => p.Placeholder == "expires");

    internal MappingCounters Counters { get; }

    internal ConnectorBinding Binding => new(Property, ConnectorAccess.Write, Address);

    /// <summary>Makes the bytes. Times are told by the machine's clock, which is what a device can compare its own with.</summary>
    internal byte[] Format(GuardedWrite write, IConnectorHost host)
    {
        var text = new StringBuilder();
        foreach (var (placeholder, literal) in _parts)
        {
            text.Append(placeholder switch
            {
                "value" => Value(write.Value),
                "id" => write.CommandId.ToString("D"),
                "time" => host.ToWallTime(write.IssuedAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                "expires" => host.ToWallTime(write.ExpiresAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                _ => literal,
            });
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private string Value(double value)
    {
        if (_type == typeof(bool))
            return value != 0 ? "true" : "false";
        return _conversion.Apply(value).ToString("R", CultureInfo.InvariantCulture);
    }

    private void Parse(string pattern, string where, ICollection<string> problems)
    {
        var at = 0;
        var hasValue = false;
        while (at < pattern.Length)
        {
            var start = pattern.IndexOf("${", at, StringComparison.Ordinal);
            var end = start < 0 ? -1 : pattern.IndexOf('}', start);
            if (end < 0)
                break;
            var name = pattern[(start + 2)..end];
            if (name is not ("value" or "id" or "time" or "expires"))
                problems.Add($"{where}: the template knows ${{value}}, ${{id}}, ${{time}} and ${{expires}}, not ${{{name}}}.");
            hasValue |= name == "value";
            _parts.Add((null, pattern[at..start]));
            _parts.Add((name, ""));
            at = end + 1;
        }

        _parts.Add((null, pattern[at..]));
        if (!hasValue)
            problems.Add($"{where}: the template has no ${{value}}.");
    }
}
