using System.Collections.Immutable;
using System.Globalization;

namespace DigitalTwin.Sdk;

/// <summary>Adds and removes relationships, which concern two twins and perhaps two lanes, visibly at once.</summary>
internal static class RelationshipWriter
{
    internal static Relationship Add(Twin source, Twin target, string name, IReadOnlyDictionary<string, object?>? properties, string? id)
    {
        ArgumentNullException.ThrowIfNull(target);
        ModelNames.Require(name, nameof(name));
        if (!ReferenceEquals(source.Graph, target.Graph))
            throw new TwinException($"Twins '{source.Id}' and '{target.Id}' belong to different graphs.", source.Id, name);
        var values = properties is null
            ? ImmutableDictionary<string, object?>.Empty
            : properties.ToImmutableDictionary(StringComparer.Ordinal);
        var violations = Check(source, target, name, values);
        return Lane.Publishing(Lanes(source, target), () =>
        {
            _ = source.Lane.ReadRevision(source.Row);
            _ = target.Lane.ReadRevision(target.Row);
            var relations = source.Lane.Relations(source.Row);
            var relationshipId = id ?? FreeId(relations, name, target);
            if (relations.Outgoing.Any(r => r.Id == relationshipId))
                throw new TwinException($"Twin '{source.Id}' already has a relationship with id '{relationshipId}'.", source.Id, name);
            if (MaxOf(source, name) is { } max && relations.Outgoing.Count(r => r.Name == name) >= max)
                violations.Add(new Violation(name, "multiplicity", $"at most {max} allowed"));
            if (violations.Count > 0)
                throw new TwinValidationException(source.Id, violations);
            var relationship = new Relationship(relationshipId, name, source, target, values);
            source.Lane.SetRelations(source.Row, relations with { Outgoing = relations.Outgoing.Add(relationship) });
            var incoming = target.Lane.Relations(target.Row);
            target.Lane.SetRelations(target.Row, incoming with { Incoming = incoming.Incoming.Add(relationship) });
            Publish(source, TwinChangeKind.RelationshipCreated, relationship);
            return relationship;
        });
    }

    internal static bool Remove(Twin source, string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (source.Relationships.FirstOrDefault(r => r.Id == id) is not { } found)
            return false;
        return Lane.Publishing(Lanes(source, found.Target), () => Detach(found));
    }

    /// <summary>Takes a relationship off both ends. Caller holds both gates.</summary>
    internal static bool Detach(Relationship relationship)
    {
        var source = relationship.Source;
        var target = relationship.Target;
        var relations = source.Lane.Relations(source.Row);
        if (!relations.Outgoing.Contains(relationship))
            return false;
        source.Lane.SetRelations(source.Row, relations with { Outgoing = relations.Outgoing.Remove(relationship) });
        var incoming = target.Lane.Relations(target.Row);
        target.Lane.SetRelations(target.Row, incoming with { Incoming = incoming.Incoming.Remove(relationship) });
        Publish(source, TwinChangeKind.RelationshipDeleted, relationship);
        return true;
    }

    private static void Publish(Twin source, TwinChangeKind kind, Relationship relationship)
    {
        var revision = source.Lane.Advance(source.Row);
        source.Lane.Feed.Publish(new TwinChange(source, kind, revision, source.Graph.Now, ChangeOrigin.User, relationship), source.Row);
    }

    private static List<Violation> Check(Twin source, Twin target, string name, ImmutableDictionary<string, object?> values)
    {
        var violations = new List<Violation>();
        if (source.Model is not { Validation: ValidationMode.Strict } model)
            return violations;
        if (!model.RelationshipsByName.TryGetValue(name, out var definition))
        {
            violations.Add(new Violation(name, "unknown", $"model '{model.Id}' has no such relationship"));
            return violations;
        }

        if (definition.TargetModel is { } wanted && target.Model?.Is(wanted) != true)
            violations.Add(new Violation(name, "target", $"must lead to a '{wanted}', and '{target.Id}' is {(target.Model is null ? "of no model" : $"a '{target.Model.Id}'")}"));
        foreach (var (key, value) in values)
        {
            var property = definition.Properties.FirstOrDefault(p => p.Name == key);
            if (property is null)
                violations.Add(new Violation($"{name}/{key}", "unknown", "the relationship carries no such value"));
            else if (value is null || value.GetType() != property.ValueType)
                violations.Add(new Violation($"{name}/{key}", "type", $"must be of type {property.ValueType.Name}, not {value?.GetType().Name ?? "null"}"));
            else if (property.PhysicalRange is { } range && !range.Contains(Convert.ToDouble(value, CultureInfo.InvariantCulture)))
                violations.Add(new Violation($"{name}/{key}", "range", $"lies outside {range}"));
        }

        foreach (var required in definition.Properties.Where(p => p.IsRequired && !values.ContainsKey(p.Name)))
            violations.Add(new Violation($"{name}/{required.Name}", "required", "is required"));
        return violations;
    }

    private static int? MaxOf(Twin source, string name) =>
        source.Model is { Validation: ValidationMode.Strict } model && model.RelationshipsByName.TryGetValue(name, out var definition)
            ? definition.MaxMultiplicity
            : null;

    private static string FreeId(RelationSet relations, string name, Twin target)
    {
        var wanted = $"{name}-{target.Id}";
        var id = wanted;
        for (var n = 2; relations.Outgoing.Any(r => r.Id == id); n++)
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{n}");
        return id;
    }

    private static Lane[] Lanes(Twin a, Twin b)
    {
        if (ReferenceEquals(a.Lane, b.Lane))
            return [a.Lane];
        return a.Lane.Index < b.Lane.Index ? [a.Lane, b.Lane] : [b.Lane, a.Lane];
    }
}
