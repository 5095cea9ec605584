namespace DigitalTwin.Sdk;

/// <summary>One twin of a graph: its identity, what it has, and the ways to change it. Thread-safe.</summary>
public sealed class Twin
{
    private volatile ShapeBox _shape;

    internal Twin(TwinGraph graph, Lane lane, int row, string id, TwinModel? model, int firstCell)
    {
        Graph = graph;
        Lane = lane;
        Row = row;
        Id = id;
        Model = model;
        _shape = new ShapeBox(model?.Layout ?? PropertyLayout.Empty, new CellMap(firstCell, null));
    }

    /// <summary>Identifier, unique in the graph, case-sensitive.</summary>
    public string Id { get; }

    /// <summary>The graph it lives in.</summary>
    public TwinGraph Graph { get; }

    /// <summary>The model it follows; null if its properties are added one by one.</summary>
    public TwinModel? Model { get; }

    /// <summary>Counts accepted changes, from 1.</summary>
    /// <exception cref="TwinException">The twin has been removed.</exception>
    public long Revision => Lane.ReadRevision(Row);

    /// <summary>All its properties, those of components included.</summary>
    public IReadOnlyList<Property> Properties
    {
        get
        {
            var (layout, map) = Shape;
            return [.. layout.Definitions.Select((d, slot) => new Property(this, d, map.CellOf(slot)))];
        }
    }

    /// <summary>Relationships that start here.</summary>
    public IReadOnlyList<Relationship> Relationships => Lane.Relations(Row).Outgoing;

    /// <summary>Relationships that lead here.</summary>
    public IReadOnlyList<Relationship> IncomingRelationships => Lane.Relations(Row).Incoming;

    internal Lane Lane { get; }

    internal int Row { get; }

    internal (PropertyLayout Layout, CellMap Map) Shape => (_shape.Layout, _shape.Map);

    /// <summary>Adds a number with a unit to a twin that follows no model.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit in which values are stored.</param>
    /// <param name="configure">Ranges, maximum age and the like; null for none.</param>
    /// <returns>The handle for everything else one does with it.</returns>
    /// <exception cref="TwinException">The twin has a model that does not allow it, or the name is taken.</exception>
    public Property<double> AddProperty(string name, UnitOfMeasure unit, Action<PropertyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Add<double>(name, unit, configure, isWritable: false, null);
    }

    /// <summary>Adds a property of any type to a twin that follows no model.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="configure">Maximum age and the like; null for none.</param>
    /// <returns>The handle for everything else one does with it.</returns>
    /// <exception cref="TwinException">The twin has a model that does not allow it, or the name is taken.</exception>
    public Property<T> AddProperty<T>(string name, Action<PropertyOptions>? configure = null) =>
        Add<T>(name, null, configure, isWritable: false, null);

    /// <summary>Adds a number that may be commanded to a twin that follows no model.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit in which values are stored.</param>
    /// <param name="configure">Ranges, maximum age and the like; null for none.</param>
    /// <returns>The handle for everything else one does with it.</returns>
    /// <exception cref="TwinException">The twin has a model that does not allow it, or the name is taken.</exception>
    public Setpoint<double> AddSetpoint(string name, UnitOfMeasure unit, Action<PropertyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return new Setpoint<double>(Add<double>(name, unit, configure, isWritable: true, null));
    }

    /// <summary>Adds a number computed from others of this twin, in the same revision in which one of them changes.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit of the result.</param>
    /// <param name="inputs">Numeric properties of this twin, in the order the function takes them.</param>
    /// <param name="compute">A pure function of their values, each in its own unit. A throw or a result that is not finite makes the value Bad with reason ComputationError.</param>
    /// <returns>The handle.</returns>
    /// <exception cref="TwinException">The twin has a model that does not allow it, the name is taken, or an input is not a number of this twin.</exception>
    public Property<double> AddDerived(string name, UnitOfMeasure unit, IReadOnlyList<Property> inputs, Func<IReadOnlyList<double>, double> compute)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(compute);
        foreach (var input in inputs)
        {
            if (!ReferenceEquals(input.Twin, this) || !ValueSlot.IsNumeric(input.Definition.ValueType))
                throw new TwinException($"'{input}' cannot be an input of '{Id}/{name}': it must be a number of the same twin.", Id, name);
        }

        return Add<double>(name, unit, null, isWritable: false, new DerivedFormula([.. inputs.Select(i => i.Name)], compute));
    }

    /// <summary>The handle of a property that the model, or an earlier Add, has defined.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="name">Name, with its component if it has one: <c>motor/current</c>.</param>
    /// <exception cref="TwinException">There is no such property, or its values are of another type.</exception>
    public Property<T> Property<T>(string name)
    {
        if (!TryGetProperty(name, out var property))
            throw new TwinException($"Twin '{Id}'{OfModel} has no property '{name}'. It has: {Names()}.", Id, name);
        if (property.Definition.ValueType != typeof(T))
            throw new TwinException($"Property '{name}' of twin '{Id}' has values of type {property.Definition.ValueType.Name}, not {typeof(T).Name}.", Id, name);
        return new Property<T>(Lane, property.Definition, property.Cell, Row);
    }

    /// <summary>The handle of a set-point that the model, or an earlier Add, has defined.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="name">Name, with its component if it has one.</param>
    /// <exception cref="TwinException">There is no such property, it is not writable, or its values are of another type.</exception>
    public Setpoint<T> Setpoint<T>(string name)
    {
        var property = Property<T>(name);
        return property.Definition.IsWritable
            ? new Setpoint<T>(property)
            : throw new TwinException($"Property '{name}' of twin '{Id}' is no set-point.", Id, name);
    }

    /// <summary>Looks for a property.</summary>
    /// <param name="name">Name, with its component if it has one.</param>
    /// <param name="property">The property; default if there is none.</param>
    public bool TryGetProperty(string name, out Property property)
    {
        ArgumentNullException.ThrowIfNull(name);
        var shape = _shape;
        var found = shape.Layout.TryFind(name, out var slot);
        property = found ? new Property(this, shape.Layout.Definitions[slot], shape.Map.CellOf(slot)) : default;
        return found;
    }

    /// <summary>Changes several things at once: one revision, one event, or nothing.</summary>
    /// <param name="change">Says what is to change. Runs before anything is locked.</param>
    /// <param name="origin">Where the change comes from; null for <see cref="ChangeOrigin.User"/> with the current activity's trace id.</param>
    /// <returns>How it ended and the revision afterwards.</returns>
    /// <exception cref="TwinValidationException">The model forbids it; the message lists every violation.</exception>
    public MutationResult Mutate(Action<TwinMutation> change, ChangeOrigin? origin = null) =>
        MutationPlan.Commit([Collect(change)], origin ?? ChangeOrigin.OfCaller(), expectedRevision: null);

    /// <summary>The same, but only if the twin still is at the given revision (compare and swap).</summary>
    /// <param name="expectedRevision">The revision the change was thought out for.</param>
    /// <param name="change">Says what is to change. Runs before anything is locked.</param>
    /// <param name="origin">Where the change comes from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <returns><see cref="MutationStatus.Conflict"/> and the present revision if it is another.</returns>
    /// <exception cref="TwinValidationException">The model forbids it; the message lists every violation.</exception>
    public MutationResult TryMutate(long expectedRevision, Action<TwinMutation> change, ChangeOrigin? origin = null) =>
        MutationPlan.Commit([Collect(change)], origin ?? ChangeOrigin.OfCaller(), expectedRevision);

    /// <summary>Passes an event on through the change feed without storing it.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="name">Name of the telemetry; a model must define it.</param>
    /// <param name="sample">Value, times and quality.</param>
    /// <param name="origin">Where it comes from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <exception cref="TwinException">The model knows no such telemetry, or its values are of another type.</exception>
    public void Emit<T>(string name, Sample<T> sample, ChangeOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Model is not null && Model.Validation != ValidationMode.Off)
        {
            var definition = Model.Telemetry.FirstOrDefault(t => t.Name == name)
                ?? throw new TwinException($"Model '{Model.Id}' of twin '{Id}' has no telemetry '{name}'.", Id, name);
            if (definition.ValueType != typeof(T))
                throw new TwinException($"Telemetry '{name}' of twin '{Id}' has values of type {definition.ValueType.Name}, not {typeof(T).Name}.", Id, name);
        }

        var payload = new TelemetryEvent(name, sample.Value, sample.Time, sample.ArrivalTime, sample.Quality);
        Announce(TwinChangeKind.Telemetry, origin ?? ChangeOrigin.User, sample.ArrivalTicks, payload);
    }

    /// <summary>Relates this twin to another.</summary>
    /// <param name="target">The other twin, of the same graph.</param>
    /// <param name="name">Kind of relationship; a model must define it, and the target must be of the model it names or extend it.</param>
    /// <param name="properties">Values that the relationship carries; null for none.</param>
    /// <param name="id">Identifier, unique among this twin's relationships; null for one made of name and target.</param>
    /// <returns>The relationship, visible at once.</returns>
    /// <exception cref="TwinValidationException">The model forbids it: unknown name, wrong target, too many, unknown or wrongly typed values.</exception>
    /// <exception cref="TwinException">The identifier is taken, or a twin has been removed.</exception>
    public Relationship RelateTo(Twin target, string name, IReadOnlyDictionary<string, object?>? properties = null, string? id = null) =>
        RelationshipWriter.Add(this, target, name, properties, id);

    /// <summary>Removes a relationship that starts here.</summary>
    /// <param name="relationshipId">Its identifier.</param>
    /// <returns>Whether there was one.</returns>
    public bool RemoveRelationship(string relationshipId) => RelationshipWriter.Remove(this, relationshipId);

    /// <summary>Twins to which this one has a relationship of the given kind.</summary>
    /// <param name="relationship">Kind of relationship.</param>
    public IEnumerable<Twin> RelatedTo(string relationship) => Relationships.Where(r => r.Name == relationship).Select(r => r.Target);

    /// <summary>Twins that have a relationship of the given kind to this one.</summary>
    /// <param name="relationship">Kind of relationship.</param>
    public IEnumerable<Twin> RelatedFrom(string relationship) => IncomingRelationships.Where(r => r.Name == relationship).Select(r => r.Source);

    /// <summary>The whole state at one revision; never changes afterwards.</summary>
    /// <exception cref="TwinException">The twin has been removed.</exception>
    public TwinSnapshot Snapshot() => new(Lane.ReadTwin(this));

    /// <summary>The identifier.</summary>
    public override string ToString() => Id;

    internal TwinMutation Collect(Action<TwinMutation> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var mutation = new TwinMutation(this, Graph.Now);
        change(mutation);
        return mutation;
    }

    /// <summary>Puts an event into the feed that changes no value.</summary>
    internal void Announce(TwinChangeKind kind, ChangeOrigin origin, long recordTicks, object payload) =>
        Lane.Publishing([Lane], () =>
        {
            Lane.Feed.Publish(new TwinChange(this, kind, Lane.ReadRevision(Row), recordTicks, origin, payload), Row);
            return 0;
        });

    /// <summary>Adds a property that no sensor stands behind, whatever the model says; for estimates and the like.</summary>
    internal Property<T> AddVirtual<T>(string name, UnitOfMeasure? unit) =>
        AddUnchecked<T>(new PropertyDefinition(name, typeof(T), unit, new PropertyOptions { IsVirtual = true }));

    private string OfModel => Model is null ? "" : $" of model '{Model.Id}'";

    private string Names() => _shape.Layout.Definitions.Length == 0 ? "none" : string.Join(", ", _shape.Layout.Definitions.Select(d => d.Name));

    private Property<T> Add<T>(string name, UnitOfMeasure? unit, Action<PropertyOptions>? configure, bool isWritable, DerivedFormula? derived)
    {
        if (Model is { Validation: ValidationMode.Strict })
            throw new TwinException($"Twin '{Id}' follows model '{Model.Id}', which does not allow further properties ('{name}').", Id, name);
        var options = new PropertyOptions { IsWritable = isWritable, IsVirtual = derived is not null };
        configure?.Invoke(options);
        return AddUnchecked<T>(new PropertyDefinition(name, typeof(T), unit, options, derived));
    }

    private Property<T> AddUnchecked<T>(PropertyDefinition definition) => Lane.Locked([Lane], () =>
    {
        var (layout, map) = Shape;
        if (layout.TryFind(definition.Name, out _))
            throw new TwinException($"Twin '{Id}' already has a property '{definition.Name}'.", Id, definition.Name);
        var extended = layout.With(definition);
        var cell = Lane.AddCells(1);
        foreach (var input in definition.Derived?.Inputs ?? [])
        {
            if (layout.TryFind(input, out var slot))
                Lane.MarkDependents(map.CellOf(slot));
        }

        _shape = new ShapeBox(extended, map.With(layout.Definitions.Length, cell));
        return new Property<T>(Lane, definition, cell, Row);
    });

    private sealed record ShapeBox(PropertyLayout Layout, CellMap Map);
}
