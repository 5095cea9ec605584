namespace DigitalTwin.Sdk;

/// <summary>
/// Brings a new subscriber up to date without stopping writers: twin by twin it hands out a snapshot at some revision, and lets pass
/// only changes after it. Changes of a twin whose snapshot is still to come are contained in it and dropped.
/// </summary>
internal sealed class SnapshotSync
{
    private const int TwinsPerStep = 256;
    private readonly TwinGraph _graph;
    private readonly ChangeFeedOptions _options;
    private readonly Dictionary<Twin, long>[] _handed;
    private readonly int[] _rows;
    private readonly int[] _next;

    /// <param name="graph">The graph.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="rows">How many rows each lane of the graph had when the subscriber was added, read with the lane's gate held: a twin whose row is counted is there, and the event of any other comes to the subscriber.</param>
    internal SnapshotSync(TwinGraph graph, ChangeFeedOptions options, int[] rows)
    {
        _graph = graph;
        _options = options;
        _handed = [.. graph.Lanes.Select(_ => new Dictionary<Twin, long>())];
        _rows = rows;
        _next = new int[_rows.Length];
        if (options.Twin is { } twin)
        {
            Array.Clear(_rows);
            _rows[twin.Lane.Index] = twin.Row + 1;
            _next[twin.Lane.Index] = twin.Row;
        }
    }

    /// <summary>Whether every twin that was there on subscribing has been handed out.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Whether a change comes after what the subscriber already has of its twin.</summary>
    internal bool Admits(in TwinChange change)
    {
        var twin = change.Twin;
        var lane = twin.Lane.Index;
        if (twin.Row >= _rows[lane])
            return true;
        if (_handed[lane].TryGetValue(twin, out var revision))
            return change.Revision > revision || (change.Revision == revision && change.Kind is TwinChangeKind.Late or TwinChangeKind.Telemetry or TwinChangeKind.LifeCycle);
        return IsDone;
    }

    /// <summary>The next few snapshots.</summary>
    internal List<TwinChange> Next()
    {
        var changes = new List<TwinChange>();
        for (var lane = 0; lane < _rows.Length; lane++)
        {
            while (_next[lane] < _rows[lane] && changes.Count < TwinsPerStep)
            {
                if (_graph.Lanes[lane].TwinAtOrNull(_next[lane]++) is not { } twin)
                    continue;
                if (_options.Model is { } model && twin.Model?.Is(model) != true)
                    continue;
                if (TrySnapshot(twin) is not { } snapshot)
                    continue;
                _handed[lane][twin] = snapshot.Revision;
                changes.Add(new TwinChange(twin, TwinChangeKind.Snapshot, snapshot.Revision, _graph.Now, ChangeOrigin.User, snapshot));
            }
        }

        IsDone = changes.Count < TwinsPerStep;
        return changes;
    }

    private static TwinSnapshot? TrySnapshot(Twin twin)
    {
        try
        {
            return twin.Snapshot();
        }
        catch (TwinException)
        {
            // Removed since; its Deleted event needs no snapshot before it.
            return null;
        }
    }
}
