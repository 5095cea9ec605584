namespace DigitalTwin.Sdk;

/// <summary>Sorts derived properties so that each comes after its inputs, and finds what forbids that.</summary>
internal static class DerivedOrder
{
    /// <summary>Unknown, non-numeric and circular inputs, in words.</summary>
    internal static IEnumerable<string> Problems(IReadOnlyList<PropertyDefinition> properties)
    {
        var byName = new Dictionary<string, PropertyDefinition>(StringComparer.Ordinal);
        foreach (var property in properties)
            byName.TryAdd(property.Name, property);
        foreach (var property in properties)
        {
            foreach (var input in property.Derived?.Inputs ?? [])
            {
                if (!byName.TryGetValue(input, out var found))
                    yield return $"derived property '{property.Name}': there is no input '{input}'";
                else if (!ValueSlot.IsNumeric(found.ValueType))
                    yield return $"derived property '{property.Name}': input '{input}' is no number";
            }
        }

        if (Sort(properties, out var cycle) is null)
            yield return $"derived properties depend on each other in a circle: {cycle}";
    }

    /// <summary>Indexes of the derived properties, inputs first; null if they form a circle, which is then told.</summary>
    internal static int[]? Sort(IReadOnlyList<PropertyDefinition> properties, out string cycle)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < properties.Count; i++)
            index.TryAdd(properties[i].Name, i);
        var order = new List<int>();
        var mark = new byte[properties.Count];
        var path = new List<string>();
        for (var i = 0; i < properties.Count; i++)
        {
            if (!Visit(i))
            {
                cycle = string.Join(" -> ", path);
                return null;
            }
        }

        cycle = "";
        return [.. order];

        bool Visit(int i)
        {
            if (properties[i].Derived is not { } formula || mark[i] == 2)
                return true;
            path.Add(properties[i].Name);
            if (mark[i] == 1)
                return false;
            mark[i] = 1;
            foreach (var input in formula.Inputs)
            {
                if (index.TryGetValue(input, out var j) && !Visit(j))
                    return false;
            }

            path.RemoveAt(path.Count - 1);
            mark[i] = 2;
            order.Add(i);
            return true;
        }
    }
}
