using System.Collections.Frozen;

namespace DigitalTwin.Sdk;

/// <summary>
/// What twins of one kind have: properties, telemetry, commands, relationships and components, with what is inherited.
/// Write it once, give it to many twins. Immutable and thread-safe.
/// </summary>
/// <example><c>new TwinModel("Pump", m =&gt; m.Property("flow", Units.CubicMetrePerHour).Setpoint("speed", Units.RevolutionPerMinute))</c></example>
public sealed class TwinModel
{
    private readonly HashSet<string> _ancestors = new(StringComparer.Ordinal);

    /// <summary>Makes a model.</summary>
    /// <param name="id">Identifier, unique within a graph; any non-empty text, a DTMI for exchange with others.</param>
    /// <param name="define">Says what the model contains.</param>
    /// <exception cref="ArgumentException">The definition has errors; the message lists all of them.</exception>
    public TwinModel(string id, Action<TwinModelBuilder> define)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(define);
        Id = id;
        var builder = new TwinModelBuilder(id);
        define(builder);
        builder.Complete();
        Extends = [.. builder.Bases];
        Validation = builder.Validation;
        Properties = [.. builder.Properties];
        Telemetry = [.. builder.Telemetry];
        Commands = [.. builder.Commands];
        Relationships = [.. builder.Relationships];
        Components = [.. builder.Components];
        _ancestors.Add(id);
        foreach (var ancestor in Extends)
            _ancestors.UnionWith(ancestor._ancestors);
        Layout = new PropertyLayout(Properties);
        RelationshipsByName = Relationships.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);
    }

    /// <summary>Identifier.</summary>
    public string Id { get; }

    /// <summary>Models this one extends, in the order given.</summary>
    public IReadOnlyList<TwinModel> Extends { get; }

    /// <summary>How strictly writes to its twins are checked.</summary>
    public ValidationMode Validation { get; }

    /// <summary>All properties, inherited ones and those of components included.</summary>
    public IReadOnlyList<PropertyDefinition> Properties { get; }

    /// <summary>All telemetry, inherited included.</summary>
    public IReadOnlyList<TelemetryDefinition> Telemetry { get; }

    /// <summary>All commands, inherited included.</summary>
    public IReadOnlyList<CommandDefinition> Commands { get; }

    /// <summary>All relationships that its twins may have, inherited included.</summary>
    public IReadOnlyList<RelationshipDefinition> Relationships { get; }

    /// <summary>All components, inherited included.</summary>
    public IReadOnlyList<ComponentDefinition> Components { get; }

    internal PropertyLayout Layout { get; }

    internal FrozenDictionary<string, RelationshipDefinition> RelationshipsByName { get; }

    /// <summary>Whether a twin of this model counts as one of the other: the same model, or one that it extends, however far up.</summary>
    /// <param name="modelId">Id of the other model.</param>
    public bool Is(string modelId)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        return _ancestors.Contains(modelId);
    }

    /// <summary>The identifier.</summary>
    public override string ToString() => Id;
}
