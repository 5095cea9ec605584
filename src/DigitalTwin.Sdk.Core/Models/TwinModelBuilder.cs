namespace DigitalTwin.Sdk;

/// <summary>Says what a <see cref="TwinModel"/> contains. Errors are collected and reported together when the model is made.</summary>
public sealed class TwinModelBuilder
{
    private const int MaxComponentDepth = 8;
    private readonly string _id;
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal TwinModelBuilder(string id) => _id = id;

    internal List<TwinModel> Bases { get; } = [];

    internal List<PropertyDefinition> Properties { get; } = [];

    internal List<TelemetryDefinition> Telemetry { get; } = [];

    internal List<CommandDefinition> Commands { get; } = [];

    internal List<RelationshipDefinition> Relationships { get; } = [];

    internal List<ComponentDefinition> Components { get; } = [];

    internal ValidationMode Validation { get; private set; }

    /// <summary>Takes over everything another model has. Names must not clash.</summary>
    /// <param name="model">The model extended.</param>
    public TwinModelBuilder Extend(TwinModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Bases.Add(model);
        var components = model.Components.Select(c => c.Name + "/").ToArray();
        foreach (var property in model.Properties)
        {
            if (components.Any(c => property.Name.StartsWith(c, StringComparison.Ordinal)) || Claim(property.Name))
                Properties.Add(property);
        }

        Telemetry.AddRange(model.Telemetry.Where(t => Claim(t.Name)));
        Commands.AddRange(model.Commands.Where(c => Claim(c.Name)));
        Relationships.AddRange(model.Relationships.Where(r => Claim(r.Name)));
        Components.AddRange(model.Components.Where(c => Claim(c.Name)));
        return this;
    }

    /// <summary>Adds a number with a unit.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit in which values are stored.</param>
    /// <param name="configure">Ranges, maximum age and the like.</param>
    public TwinModelBuilder Property(string name, UnitOfMeasure unit, Action<PropertyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Add(name, typeof(double), unit, configure, isWritable: false, derived: null);
    }

    /// <summary>Adds a property of any type.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="configure">Maximum age and the like.</param>
    public TwinModelBuilder Property<T>(string name, Action<PropertyOptions>? configure = null) =>
        Add(name, typeof(T), null, configure, isWritable: false, derived: null);

    /// <summary>Adds a number that may be commanded, so has a desired value beside the reported one.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit in which values are stored.</param>
    /// <param name="configure">Ranges, maximum age and the like.</param>
    public TwinModelBuilder Setpoint(string name, UnitOfMeasure unit, Action<PropertyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Add(name, typeof(double), unit, configure, isWritable: true, derived: null);
    }

    /// <summary>Adds a number computed from other numbers of the same twin, in the same revision in which one of them changes.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit of the result.</param>
    /// <param name="inputs">Names of the inputs; numeric, defined before or after this one.</param>
    /// <param name="compute">A pure function of the inputs' values in the order given, each in its own unit. A throw or a result that is not finite makes the value Bad with reason ComputationError.</param>
    public TwinModelBuilder Derived(string name, UnitOfMeasure unit, IReadOnlyList<string> inputs, Func<IReadOnlyList<double>, double> compute)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(compute);
        return Add(name, typeof(double), unit, null, isWritable: false, new DerivedFormula([.. inputs], compute));
    }

    /// <summary>Adds a stream of events that are passed on but not stored as state.</summary>
    /// <typeparam name="T">Type of the values.</typeparam>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="unit">Unit of the values; null where a unit makes no sense.</param>
    public TwinModelBuilder Event<T>(string name, UnitOfMeasure? unit = null)
    {
        ModelNames.Require(name, nameof(name));
        if (Claim(name))
            Telemetry.Add(new TelemetryDefinition(name, typeof(T), unit));
        return this;
    }

    /// <summary>Adds a command without payload.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    public TwinModelBuilder Command(string name) => AddCommand(name, null, null);

    /// <summary>Adds a command with a request and a response.</summary>
    /// <typeparam name="TRequest">Type of the request's payload.</typeparam>
    /// <typeparam name="TResponse">Type of the response's payload.</typeparam>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    public TwinModelBuilder Command<TRequest, TResponse>(string name) => AddCommand(name, typeof(TRequest), typeof(TResponse));

    /// <summary>Adds a kind of relationship that twins of this model may have.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="target">Id of the model that targets must be of or extend; null for any.</param>
    /// <param name="max">How many a twin may have at the most, 1 or more; null for any number.</param>
    /// <param name="properties">Adds values that a relationship carries; null for none.</param>
    public TwinModelBuilder Relationship(string name, string? target = null, int? max = null, Action<TwinModelBuilder>? properties = null)
    {
        ModelNames.Require(name, nameof(name));
        if (max is < 1)
            _problems.Add($"relationship '{name}': the maximum multiplicity must be at least 1, not {max}");
        var carried = new TwinModelBuilder($"{_id}/{name}");
        properties?.Invoke(carried);
        _problems.AddRange(carried._problems);
        if (Claim(name))
            Relationships.Add(new RelationshipDefinition(name, target, max, [.. carried.Properties]));
        return this;
    }

    /// <summary>Adds a part of another model, whose properties are addressed as <c>name/property</c>.</summary>
    /// <param name="name">Name: a letter, then letters, digits and underscores.</param>
    /// <param name="model">Model of the part.</param>
    public TwinModelBuilder Component(string name, TwinModel model)
    {
        ModelNames.Require(name, nameof(name));
        ArgumentNullException.ThrowIfNull(model);
        if (!Claim(name))
            return this;
        Components.Add(new ComponentDefinition(name, model));
        foreach (var property in model.Properties)
        {
            if (property.Name.Count(c => c == '/') + 1 > MaxComponentDepth)
                _problems.Add($"component '{name}': '{property.Name}' is nested deeper than {MaxComponentDepth}");
            else
                Properties.Add(property.In(name));
        }

        return this;
    }

    /// <summary>Says how strictly writes are checked; <see cref="ValidationMode.Strict"/> unless said otherwise.</summary>
    /// <param name="mode">The mode.</param>
    public TwinModelBuilder Validate(ValidationMode mode)
    {
        Validation = mode;
        return this;
    }

    internal void Complete()
    {
        _problems.AddRange(DerivedOrder.Problems(Properties));
        if (_problems.Count > 0)
            throw new ArgumentException($"Model '{_id}' has {_problems.Count} error(s):{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", _problems)}");
    }

    private TwinModelBuilder AddCommand(string name, Type? request, Type? response)
    {
        ModelNames.Require(name, nameof(name));
        if (Claim(name))
            Commands.Add(new CommandDefinition(name, request, response));
        return this;
    }

    private TwinModelBuilder Add(string name, Type type, UnitOfMeasure? unit, Action<PropertyOptions>? configure, bool isWritable, DerivedFormula? derived)
    {
        var options = new PropertyOptions { IsWritable = isWritable, IsVirtual = derived is not null };
        configure?.Invoke(options);
        var definition = new PropertyDefinition(name, type, unit, options, derived);
        if (Claim(name))
            Properties.Add(definition);
        return this;
    }

    private bool Claim(string name)
    {
        if (_names.Add(name))
            return true;
        _problems.Add($"'{name}' is defined twice");
        return false;
    }
}
