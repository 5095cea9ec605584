using System.Collections.Immutable;

namespace DigitalTwin.Sdk;

/// <summary>A twin's relationships in both directions; replaced as a whole, never changed.</summary>
internal sealed record RelationSet(ImmutableArray<Relationship> Outgoing, ImmutableArray<Relationship> Incoming)
{
    internal static RelationSet Empty { get; } = new([], []);

    internal bool IsEmpty => Outgoing.IsEmpty && Incoming.IsEmpty;
}
