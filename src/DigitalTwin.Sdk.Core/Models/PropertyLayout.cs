using System.Numerics;

namespace DigitalTwin.Sdk;

/// <summary>Where each property of a model sits among a twin's cells, and which formulas follow from which.</summary>
internal sealed class PropertyLayout
{
    // Slots by hash of the name, open addressing with linear probing, -1 where there is none. A report by name passes here.
    private readonly short[] _slots;

    internal PropertyLayout(IReadOnlyList<PropertyDefinition> properties)
    {
        Definitions = [.. properties];
        _slots = SlotsOf(Definitions);
        DerivedSlots = DerivedOrder.Sort(properties, out var cycle)
            ?? throw new ArgumentException($"Derived properties depend on each other in a circle: {cycle}.");
        DerivedInputs = [.. DerivedSlots.Select(s => Definitions[s].Derived!.Inputs.Select(Find).ToArray())];
    }

    internal static PropertyLayout Empty { get; } = new([]);

    internal PropertyDefinition[] Definitions { get; }

    /// <summary>Slots of derived properties, inputs before what follows from them.</summary>
    internal int[] DerivedSlots { get; }

    /// <summary>For each derived slot, the slots of its inputs.</summary>
    internal int[][] DerivedInputs { get; }

    internal bool HasDerived => DerivedSlots.Length > 0;

    internal bool TryFind(string name, out int slot)
    {
        var slots = _slots;
        for (var i = (int)TextHash.Of(name) & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            slot = slots[i];
            if (slot < 0)
                return false;
            if (string.Equals(Definitions[slot].Name, name))
                return true;
        }
    }

    internal PropertyLayout With(PropertyDefinition definition) => new([.. Definitions, definition]);

    private static short[] SlotsOf(PropertyDefinition[] definitions)
    {
        if (definitions.Length > short.MaxValue)
            throw new ArgumentException($"A twin has at most {short.MaxValue} properties; these are {definitions.Length}.");
        var slots = new short[BitOperations.RoundUpToPowerOf2((uint)(definitions.Length * 2) + 1)];
        Array.Fill(slots, (short)-1);
        for (var slot = 0; slot < definitions.Length; slot++)
        {
            var i = (int)TextHash.Of(definitions[slot].Name) & (slots.Length - 1);
            while (slots[i] >= 0)
                i = (i + 1) & (slots.Length - 1);
            slots[i] = (short)slot;
        }

        return slots;
    }

    private int Find(string name) => TryFind(name, out var slot) ? slot : throw new KeyNotFoundException($"There is no property '{name}'.");
}
