namespace DigitalTwin.Sdk;

/// <summary>Changes of several twins that are to happen together or not at all. Not thread-safe.</summary>
public sealed class GraphMutation
{
    private readonly TwinGraph _graph;

    internal GraphMutation(TwinGraph graph) => _graph = graph;

    internal List<TwinMutation> Mutations { get; } = [];

    /// <summary>Says what is to change in one twin; may be called again for the same twin.</summary>
    /// <param name="twin">A twin of this graph.</param>
    /// <exception cref="ArgumentException">The twin is of another graph.</exception>
    public TwinMutation On(Twin twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        if (!ReferenceEquals(twin.Graph, _graph))
            throw new ArgumentException($"Twin '{twin.Id}' belongs to another graph.", nameof(twin));
        if (Mutations.Find(m => ReferenceEquals(m.Twin, twin)) is { } begun)
            return begun;
        var mutation = new TwinMutation(twin, _graph.Now);
        Mutations.Add(mutation);
        return mutation;
    }
}
