namespace DigitalTwin.Sdk;

/// <content>The passing of time: values that grow stale.</content>
internal sealed partial class Lane
{
    /// <summary>Ages values of one twin up to a moment; every deadline that has passed makes its own event, in order.</summary>
    internal void ExpireRow(int rowIndex, long now)
    {
        while (Volatile.Read(in _nextStale.Read(rowIndex)) <= now)
        {
            var entry = EnterWithRoom();
            try
            {
                if (_twins.Read(rowIndex) is not { } twin)
                    return;
                if (AgeOnce(rowIndex, twin, now))
                    continue;
            }
            finally
            {
                Gate.Exit(entry);
            }

            AgeWithDerived(rowIndex, now);
        }
    }

    /// <summary>When a value grows stale, or staler; long.MaxValue if it does not any more.</summary>
    internal static long Deadline(PropertyDefinition definition, in Cell cell)
    {
        if (definition.MaxAgeTicks == 0 || cell.Quality == Quality.NoData)
            return long.MaxValue;
        return (cell.StaleStage & CellFlags.StageMask) switch
        {
            0 => cell.Ticks + definition.MaxAgeTicks,
            1 => cell.Ticks + (3 * definition.MaxAgeTicks),
            _ => long.MaxValue,
        };
    }

    /// <summary>Makes a value one stage staler.</summary>
    internal static void Age(ref Cell cell)
    {
        var stage = (cell.StaleStage & CellFlags.StageMask) + 1;
        cell.StaleStage = (cell.StaleStage & ~CellFlags.StageMask) | stage;
        cell.Quality = cell.Quality.WorstWith((stage == 1 ? Quality.Uncertain : Quality.Bad) | Quality.Stale);
    }

    /// <summary>When the next value of the twin grows stale, 100 ns UTC; may be early, never late.</summary>
    internal long NextStale(int rowIndex) => Volatile.Read(in _nextStale.Read(rowIndex));

    private void StaleAt(int rowIndex, long ticks)
    {
        ref var next = ref _nextStale.Write(rowIndex);
        next = Math.Min(next, ticks);
    }

    /// <summary>Ages what is due first. Caller holds the gate. False, and nothing done, if other values follow from it: formulas are user code.</summary>
    private bool AgeOnce(int rowIndex, Twin twin, long now)
    {
        var (layout, map) = twin.Shape;
        var due = long.MaxValue;
        var later = long.MaxValue;
        var hasDependents = false;
        for (var slot = 0; slot < layout.Definitions.Length; slot++)
        {
            ref readonly var cell = ref _cells.Read(map.CellOf(slot));
            var deadline = Deadline(layout.Definitions[slot], cell);
            if (deadline < due)
            {
                (due, later) = (deadline, due);
                hasDependents = false;
            }
            else if (deadline > due)
            {
                later = Math.Min(later, deadline);
            }

            hasDependents |= deadline == due && (cell.StaleStage & CellFlags.HasDependents) != 0;
        }

        ref var row = ref _rows.Write(rowIndex);
        if (due > now)
        {
            _nextStale.Write(rowIndex) = due;
            return true;
        }

        if (hasDependents)
            return false;
        var changes = new List<PropertyChange>();
        BeginWrite(ref row);
        for (var slot = 0; slot < layout.Definitions.Length; slot++)
        {
            var definition = layout.Definitions[slot];
            var index = map.CellOf(slot);
            if (Deadline(definition, _cells.Read(index)) != due)
                continue;
            ref var cell = ref _cells.Write(index);
            var before = cell;
            Age(ref cell);
            var reference = _references.Read(index);
            changes.Add(new PropertyChange(definition, before, cell, reference, reference));
            later = Math.Min(later, Deadline(definition, cell));
        }

        _nextStale.Write(rowIndex) = later;
        var revision = ++row.Revision;
        EndWrite(ref row);
        if (Feed.HasSubscribers)
            Feed.Publish(new TwinChange(twin, TwinChangeKind.Stale, revision, due, ChangeOrigin.Clock, new ChangeSet([.. changes], [])), rowIndex);
        return true;
    }

    /// <summary>Ages what is due first together with what follows from it, unless a writer interferes; then the caller looks again.</summary>
    private void AgeWithDerived(int rowIndex, long now)
    {
        try
        {
            if (_twins.Read(rowIndex) is { } twin)
                MutationPlan.TryAge(twin, now);
        }
        catch (TwinException)
        {
            // Removed while it was being worked out; there is nothing left to age.
        }
    }
}
