namespace DigitalTwin.Sdk;

/// <summary>Where each property of a model sits among a twin's cells, and which formulas follow from which.</summary>
internal sealed class PropertyLayout
{
    private readonly Dictionary<string, int> _slots;

    internal PropertyLayout(IReadOnlyList<PropertyDefinition> properties)
    {
        Definitions = [.. properties];
        _slots = Definitions.Select((d, i) => (d.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        DerivedSlots = DerivedOrder.Sort(properties, out var cycle)
            ?? throw new ArgumentException($"Derived properties depend on each other in a circle: {cycle}.");
        DerivedInputs = [.. DerivedSlots.Select(s => Definitions[s].Derived!.Inputs.Select(n => _slots[n]).ToArray())];
    }

    internal static PropertyLayout Empty { get; } = new([]);

    internal PropertyDefinition[] Definitions { get; }

    /// <summary>Slots of derived properties, inputs before what follows from them.</summary>
    internal int[] DerivedSlots { get; }

    /// <summary>For each derived slot, the slots of its inputs.</summary>
    internal int[][] DerivedInputs { get; }

    internal bool HasDerived => DerivedSlots.Length > 0;

    internal bool TryFind(string name, out int slot) => _slots.TryGetValue(name, out slot);

    internal PropertyLayout With(PropertyDefinition definition) => new([.. Definitions, definition]);
}
