using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>One partition of the graph: the state of its twins in columns, behind one gate, with one writer at a time.</summary>
/// <remarks>Twins are dealt to lanes by id. Nothing in a lane refers to another lane, so that a lane could be owned elsewhere.</remarks>
internal sealed partial class Lane
{
    private readonly CowColumn<Cell> _cells = new();
    private readonly CowColumn<object?> _references = new();
    private readonly CowColumn<DesiredValue?> _desired = new();
    private readonly CowColumn<TwinRow> _rows = new();

    // When the next of a twin's values grows stale, 100 ns UTC; long.MaxValue if none does. May be early, never late.
    private readonly CowColumn<long> _nextStale = new();
    private readonly CowColumn<Twin?> _twins = new();
    private readonly CowColumn<RelationSet> _relations = new();

    // Keeps a removed twin's object beside its row and cells, which are never reused either.
    private readonly ConcurrentDictionary<int, Twin> _removed = new();

    internal Lane(TwinGraph graph, int index)
    {
        Graph = graph;
        Index = index;
    }

    internal TwinGraph Graph { get; }

    internal int Index { get; }

    internal LaneGate Gate { get; } = new();

    internal LaneFeed Feed { get; } = new();

    /// <summary>How many rows there have ever been; removed twins keep theirs, so that no handle ever points at another twin.</summary>
    internal int RowCount => _rows.Count;

    /// <summary>All twins, in the order in which they were added; one added or removed meanwhile may or may not be among them.</summary>
    internal IEnumerable<Twin> Twins
    {
        get
        {
            for (var row = 0; row < RowCount; row++)
            {
                if (_twins.Read(row) is { } twin)
                    yield return twin;
            }
        }
    }

    internal Twin TwinAt(int row) => _twins.Read(row) ?? throw Removed(row);

    /// <summary>The twin of a row, also if it has been removed since; for events that were queued before.</summary>
    internal Twin TwinEverAt(int row) => _twins.Read(row) ?? _removed[row];

    internal Twin? TwinAtOrNull(int row) => (uint)row < (uint)_twins.Count ? _twins.Read(row) : null;

    /// <summary>Makes room for a twin. Caller holds the gate.</summary>
    internal (int Row, int FirstCell) AddRow(int cells)
    {
        var row = _rows.Grow(1);
        _twins.Grow(1);
        _relations.Grow(1);
        _nextStale.Grow(1);
        _nextStale.Write(row) = long.MaxValue;
        _rows.Write(row) = new TwinRow { Revision = 1 };
        _relations.Write(row) = RelationSet.Empty;
        return (row, AddCells(cells));
    }

    /// <summary>Makes room for values. Caller holds the gate.</summary>
    internal int AddCells(int cells)
    {
        var first = _cells.Grow(cells);
        _references.Grow(cells);
        _desired.Grow(cells);
        return first;
    }

    internal void SetTwin(int row, Twin twin) => _twins.Write(row) = twin;

    /// <summary>Marks a row as gone. Caller holds the gate.</summary>
    internal long RemoveRow(int row)
    {
        ref var state = ref _rows.Write(row);
        var revision = state.Revision + 1;
        state.Revision = -revision;
        _nextStale.Write(row) = long.MaxValue;
        state.Version += 2;
        _removed[row] = _twins.Read(row)!;
        _twins.Write(row) = null;
        return revision;
    }

    /// <summary>Next revision of a row. Caller holds the gate.</summary>
    internal long Advance(int row)
    {
        ref var state = ref _rows.Write(row);
        state.Version += 2;
        return ++state.Revision;
    }

    internal RelationSet Relations(int row) => _relations.Read(row);

    internal void SetRelations(int row, RelationSet relations) => _relations.Write(row) = relations;

    /// <summary>Marks a cell as one from which derived properties follow. Caller holds the gate.</summary>
    internal void MarkDependents(int cell) => _cells.Write(cell).StaleStage |= CellFlags.HasDependents;

    /// <summary>A consistent copy of one cell, taken without entering the gate.</summary>
    internal Cell ReadCell(int row, int cell, out object? reference)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var before = Volatile.Read(in _rows.Read(row).Version);
            if ((before & 1) == 0)
            {
                var copy = _cells.Read(cell);
                reference = _references.Read(cell);
                var revision = _rows.Read(row).Revision;
                Volatile.ReadBarrier();
                if (Volatile.Read(in _rows.Read(row).Version) == before)
                    return revision > 0 ? copy : throw Removed(row, cell);
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    internal DesiredValue? ReadDesired(int row, int cell)
    {
        _ = TwinAt(row);
        return _desired.Read(cell);
    }

    internal long ReadRevision(int row)
    {
        var revision = Volatile.Read(in _rows.Read(row).Revision);
        return revision > 0 ? revision : throw Removed(row);
    }

    /// <summary>A consistent copy of all a twin's state, taken without entering the gate.</summary>
    internal TwinState ReadTwin(Twin twin)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var before = Volatile.Read(in _rows.Read(twin.Row).Version);
            if ((before & 1) == 0)
            {
                var state = CopyTwin(twin);
                Volatile.ReadBarrier();
                if (Volatile.Read(in _rows.Read(twin.Row).Version) == before)
                    return state.Row.Revision > 0 ? state : throw Removed(twin.Row);
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Shares all columns with a snapshot. Caller holds the gate.</summary>
    internal LaneView Share() =>
        new(_cells.Share(), _references.Share(), _desired.Share(), _rows.Share(), _twins.Share(), _relations.Share(), _rows.Count);

    /// <summary>What is thrown when a handle outlives its twin; names the property too if its cell is given.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal TwinException Removed(int row, int cell = -1)
    {
        var twin = TwinEverAt(row);
        var property = cell < 0 ? null : twin.Properties.Where(p => p.Cell == cell).Select(p => p.Name).FirstOrDefault();
        return new TwinException($"Twin '{twin.Id}'{(property is null ? "" : $", property '{property}'")}: the twin has been removed from its graph.", twin.Id, property);
    }

    private TwinState CopyTwin(Twin twin)
    {
        var (layout, map) = twin.Shape;
        var count = layout.Definitions.Length;
        var cells = new Cell[count];
        var references = new object?[count];
        var desired = new DesiredValue?[count];
        for (var slot = 0; slot < count; slot++)
        {
            var cell = map.CellOf(slot);
            cells[slot] = _cells.Read(cell);
            references[slot] = _references.Read(cell);
            desired[slot] = _desired.Read(cell);
        }

        return new TwinState(twin, layout, map, _rows.Read(twin.Row), cells, references, desired, _relations.Read(twin.Row));
    }

    /// <summary>Opens a row for writing: readers that meet it wait or try again. Caller holds the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BeginWrite(ref TwinRow row)
    {
        row.Version++;
        Volatile.WriteBarrier();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndWrite(ref TwinRow row) => Volatile.Write(ref row.Version, row.Version + 1);
}
