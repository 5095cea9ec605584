namespace DigitalTwin.Sdk;

/// <summary>Everything that can be seen to be wrong before a runtime starts.</summary>
internal static class RuntimeValidation
{
    internal static IEnumerable<string> Problems(
        TwinRuntime runtime,
        TwinRuntimeOptions options,
        IReadOnlyList<IConnector> connectors,
        IReadOnlyList<IRuntimeComponent> components,
        IEnumerable<PropertyPort> ports)
    {
        foreach (var problem in options.Validate())
            yield return problem;
        foreach (var name in connectors.GroupBy(c => c.Name).Where(g => g.Count() > 1))
            yield return $"{name.Count()} connectors are named '{name.Key}'; names must be unique.";
        foreach (var problem in Readers(connectors, ports))
            yield return problem;
        foreach (var binding in connectors.SelectMany(c => c.Bindings))
        {
            if (!ReferenceEquals(binding.Property.Twin.Graph, runtime.Graph))
                yield return $"'{binding.Property}' ({binding.Address}) belongs to another graph than the runtime.";
            if (binding.Property.Definition.IsDerived && binding.Access.HasFlag(ConnectorAccess.Read))
                yield return $"'{binding.Property}' ({binding.Address}) is derived from other properties and cannot be read from a source.";
            if (!binding.Property.Definition.IsWritable && binding.Access.HasFlag(ConnectorAccess.Write))
                yield return $"'{binding.Property}' ({binding.Address}) is no set-point and cannot be written.";
        }

        foreach (var port in ports.OrderBy(p => p.Property.ToString(), StringComparer.Ordinal))
        {
            if (port.TryCompose() is { } problem)
                yield return problem;
        }

        foreach (var problem in components.SelectMany(c => c.Validate(runtime)))
            yield return problem;
    }

    private static IEnumerable<string> Readers(IReadOnlyList<IConnector> connectors, IEnumerable<PropertyPort> ports)
    {
        var readers = connectors
            .SelectMany(c => c.Bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read)).Select(b => (Connector: c.Name, b.Property, b.Address)))
            .GroupBy(r => r.Property)
            .ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (property, sources) in readers)
        {
            if (sources.Count > 1)
                yield return $"'{property}' is read from {sources.Count} sources: {string.Join(", ", sources.Select(s => $"{s.Connector} {s.Address}"))}; a property has one writer.";
        }

        foreach (var port in ports.Where(p => p.Writer is not null && readers.ContainsKey(p.Property)))
            yield return $"'{port.Property}' is read by '{readers[port.Property][0].Connector}' and written by '{port.Writer}'; a property has one writer.";
    }
}
