namespace DigitalTwin.Sdk;

/// <summary>One twin's whole state at one revision. Immutable.</summary>
public sealed class TwinSnapshot
{
    private readonly TwinState _state;

    internal TwinSnapshot(TwinState state) => _state = state;

    /// <summary>The twin.</summary>
    public Twin Twin => _state.Twin;

    /// <summary>The revision this is the state of.</summary>
    public long Revision => _state.Row.Revision;

    /// <summary>Its properties, those of components included.</summary>
    public IReadOnlyList<PropertyDefinition> Properties => _state.Layout.Definitions;

    /// <summary>Relationships that started here.</summary>
    public IReadOnlyList<Relationship> Relationships => _state.Relations.Outgoing;

    /// <summary>Relationships that led here.</summary>
    public IReadOnlyList<Relationship> IncomingRelationships => _state.Relations.Incoming;

    /// <summary>The reported value of a property.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="property">A property of this twin.</param>
    /// <exception cref="TwinException">The property is of another twin or was added later.</exception>
    public Sample<T> Read<T>(Property<T> property)
    {
        var slot = Slot(property);
        ref readonly var cell = ref _state.Cells[slot];
        return new Sample<T>(ValueSlot.Decode<T>(cell.Bits, _state.References[slot]), cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <summary>The reported number of a property by name.</summary>
    /// <param name="property">Name, with its component if it has one.</param>
    /// <returns>The value as a number (NaN if it is not numeric), with its times and quality.</returns>
    /// <exception cref="TwinException">There is no such property.</exception>
    public Sample<double> ReadNumber(string property)
    {
        if (!_state.Layout.TryFind(property, out var slot))
            throw new TwinException($"Twin '{Twin.Id}' has no property '{property}' at revision {Revision}.", Twin.Id, property);
        ref readonly var cell = ref _state.Cells[slot];
        return new Sample<double>(ValueSlot.Number(_state.Layout.Definitions[slot].ValueType, cell.Bits), cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <summary>The reported value of a property by name, boxed, with its times and quality.</summary>
    /// <param name="property">Name, with its component if it has one.</param>
    /// <exception cref="TwinException">There is no such property.</exception>
    public Sample<object?> ReadBoxed(string property)
    {
        if (!_state.Layout.TryFind(property, out var slot))
            throw new TwinException($"Twin '{Twin.Id}' has no property '{property}' at revision {Revision}.", Twin.Id, property);
        ref readonly var cell = ref _state.Cells[slot];
        var value = ValueSlot.Box(_state.Layout.Definitions[slot].ValueType, cell.Bits, _state.References[slot]);
        return new Sample<object?>(value, cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <summary>What a set-point ought to have been; null if nothing was desired.</summary>
    /// <param name="property">A set-point of this twin.</param>
    /// <exception cref="TwinException">The property is of another twin or was added later.</exception>
    public DesiredValue? Desired(Property property) => _state.Desired[Slot(property)];

    private int Slot(Property property)
    {
        if (!ReferenceEquals(property.Twin, Twin) || !_state.Layout.TryFind(property.Name, out var slot))
            throw new TwinException($"Property '{property}' is not part of this snapshot of twin '{Twin.Id}' at revision {Revision}.", Twin.Id, property.Name);
        return slot;
    }
}
