namespace DigitalTwin.Sdk;

/// <summary>A named, directed link between two twins, with values of its own. Immutable.</summary>
public sealed class Relationship
{
    internal Relationship(string id, string name, Twin source, Twin target, IReadOnlyDictionary<string, object?> properties)
    {
        Id = id;
        Name = name;
        Source = source;
        Target = target;
        Properties = properties;
    }

    /// <summary>Identifier, unique among the source's relationships.</summary>
    public string Id { get; }

    /// <summary>Kind of relationship, for instance <c>contains</c>.</summary>
    public string Name { get; }

    /// <summary>Where it starts.</summary>
    public Twin Source { get; }

    /// <summary>Where it leads.</summary>
    public Twin Target { get; }

    /// <summary>Values the relationship carries, by name; empty if none.</summary>
    public IReadOnlyDictionary<string, object?> Properties { get; }

    /// <summary>Source, name and target, for logs.</summary>
    public override string ToString() => $"{Source.Id} -{Name}-> {Target.Id}";
}
