namespace DigitalTwin.Sdk;

/// <summary>Which twins must share a lane because behaviours join them (union-find; Tarjan 1975).</summary>
internal sealed class TwinGroups
{
    private readonly Dictionary<Twin, Twin> _parents = [];

    internal IEnumerable<Twin> Twins => _parents.Keys;

    internal void Join(IReadOnlyCollection<Twin> twins)
    {
        Twin? first = null;
        foreach (var twin in twins)
        {
            _parents.TryAdd(twin, twin);
            if (first is null)
                first = Root(twin);
            else
                _parents[Root(twin)] = first = Root(first);
        }
    }

    internal Twin Root(Twin twin)
    {
        while (!ReferenceEquals(_parents[twin], twin))
        {
            _parents[twin] = _parents[_parents[twin]];
            twin = _parents[twin];
        }

        return twin;
    }
}
