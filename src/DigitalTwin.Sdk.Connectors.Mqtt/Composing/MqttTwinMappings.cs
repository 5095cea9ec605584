namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Says how the messages of a topic template become samples of many twins: whose message it is, and what is in it.</summary>
/// <remarks>
/// Twins are those in the graph when the runtime starts, whose identifier fits the pattern and which have at least one of the
/// properties. A message for any other is counted and sampled to the log. Not thread-safe.
/// </remarks>
public sealed class MqttTwinMappings
{
    internal string? Pattern { get; private set; }

    internal string? ModelId { get; private set; }

    internal List<TwinMapping> Mappings { get; } = [];

    internal (string Template, string Present, string Absent)? PresenceTopic { get; private set; }

    private string? TimePath { get; set; }

    private TimePolicy? Policy { get; set; }

    private string? QualityPath { get; set; }

    private SourceQuality Convention { get; set; }

    /// <summary>Whose message it is: how the twin's identifier is made of the topic's tokens. Needed.</summary>
    /// <param name="pattern">For instance <c>{line}-{asset}</c>. Must use every token of the topic, so that each twin has exactly one topic and no device can speak for another's twin.</param>
    public MqttTwinMappings Twin(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        Pattern = pattern;
        return this;
    }

    /// <summary>Only twins of this model, or of one that extends it.</summary>
    /// <param name="modelId">Id of the model. Default: any.</param>
    public MqttTwinMappings OfModel(string modelId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        ModelId = modelId;
        return this;
    }

    /// <summary>Takes a property from a place in the JSON document. Time and quality are those of <see cref="Time"/> and <see cref="QualityFrom"/>.</summary>
    /// <param name="property">Name of the property; a number, bool, string or DateTimeOffset.</param>
    /// <param name="path">One place, such as <c>$.flow</c>.</param>
    /// <param name="unit">The unit in which the source sends; null for the property's own.</param>
    public MqttTwinMappings Json(string property, string path, UnitOfMeasure? unit = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(property);
        ArgumentNullException.ThrowIfNull(path);
        Mappings.Add(new TwinMapping(property, (target, topic, problems) => CreateJson(target, topic, path, unit, problems)));
        return this;
    }

    /// <summary>Takes a property as told for it alone.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">Name of the property.</param>
    /// <param name="from">Where in the message it is.</param>
    public MqttTwinMappings Read<T>(string property, Action<ReadMapping<T>> from)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(property);
        ArgumentNullException.ThrowIfNull(from);
        Mappings.Add(new TwinMapping(property, (target, topic, problems) =>
        {
            if (target.Definition.ValueType != typeof(T))
            {
                problems.Add($"'{target}' ({topic}) has values of type {target.Definition.ValueType.Name}, not {typeof(T).Name}.");
                return null;
            }

            var mapping = new ReadMapping<T>();
            from(mapping);
            return new PayloadReader<T>(target.As<T>(), topic, mapping, problems);
        }));
        return this;
    }

    /// <summary>Takes the event time of all <see cref="Json"/> properties from a place in the document; see <see cref="ReadMapping{T}.Time"/>.</summary>
    /// <param name="path">One place, such as <c>$.ts</c>.</param>
    /// <param name="policy">How far the source's clock is trusted; null for at most one day off.</param>
    public MqttTwinMappings Time(string path, TimePolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        TimePath = path;
        Policy = policy;
        return this;
    }

    /// <summary>Takes the source's verdict on all <see cref="Json"/> properties from a place in the document; see <see cref="ReadMapping{T}.QualityFrom"/>.</summary>
    /// <param name="path">One place, such as <c>$.q</c>.</param>
    /// <param name="convention">How the source writes quality.</param>
    public MqttTwinMappings QualityFrom(string path, SourceQuality convention = SourceQuality.Words)
    {
        ArgumentNullException.ThrowIfNull(path);
        QualityPath = path;
        Convention = convention;
        return this;
    }

    /// <summary>Birth and last-will messages of the twins' devices: they drive the twins' life cycle.</summary>
    /// <param name="template">A topic with the same tokens, for instance <c>plant/{line}/{asset}/status</c>.</param>
    /// <param name="present">Payload that says the device is there.</param>
    /// <param name="absent">Payload that says it is gone.</param>
    public MqttTwinMappings Presence(string template, string present = "online", string absent = "offline")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(template);
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(absent);
        PresenceTopic = (template, present, absent);
        return this;
    }

    private PayloadReader? CreateJson(Property target, string topic, string path, UnitOfMeasure? unit, ICollection<string> problems)
    {
        var type = target.Definition.ValueType;
        if (type == typeof(double))
            return Typed<double>(target, topic, path, unit, problems);
        if (type == typeof(float))
            return Typed<float>(target, topic, path, unit, problems);
        if (type == typeof(int))
            return Typed<int>(target, topic, path, unit, problems);
        if (type == typeof(long))
            return Typed<long>(target, topic, path, unit, problems);
        if (type == typeof(short))
            return Typed<short>(target, topic, path, unit, problems);
        if (type == typeof(byte))
            return Typed<byte>(target, topic, path, unit, problems);
        if (type == typeof(bool))
            return Typed<bool>(target, topic, path, unit, problems);
        if (type == typeof(string))
            return Typed<string>(target, topic, path, unit, problems);
        if (type == typeof(DateTimeOffset))
            return Typed<DateTimeOffset>(target, topic, path, unit, problems);
        problems.Add($"'{target}' ({topic}) has values of type {type.Name}, which Json cannot read; use Read<{type.Name}> with .Decode(...).");
        return null;
    }

    private PayloadReader<T> Typed<T>(Property target, string topic, string path, UnitOfMeasure? unit, ICollection<string> problems)
    {
        var mapping = new ReadMapping<T>().JsonPath(path);
        if (unit is not null)
            mapping.Unit(unit);
        if (TimePath is not null)
            mapping.Time(TimePath, Policy);
        if (QualityPath is not null)
            mapping.QualityFrom(QualityPath, Convention);
        return new PayloadReader<T>(target.As<T>(), topic, mapping, problems);
    }
}
