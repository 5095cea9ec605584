using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <content>The busy path: one sample into one cell.</content>
internal sealed partial class Lane
{
    private long _late;
    private long _rejected;
    private long _duplicates;

    internal long LateCount => Volatile.Read(ref _late);

    internal long RejectedCount => Volatile.Read(ref _rejected);

    internal long DuplicateCount => Volatile.Read(ref _duplicates);

    internal ReportOutcome Report<T>(PropertyDefinition definition, int cell, int row, in Sample<T> sample, ChangeOrigin origin)
    {
        if (definition.Derived is not null)
            throw new TwinException($"Property '{definition.Name}' is derived and cannot be reported.", TwinAt(row).Id, definition.Name);
        var next = new Cell
        {
            Bits = ValueSlot.IsInline<T>() ? ValueSlot.Encode(sample.Value) : 0,
            Ticks = sample.Ticks,
            ArrivalTicks = sample.ArrivalTicks,
            Quality = SampleCheck.Quality(definition, sample.Value, sample.Quality),
        };
        if (Feed.HasWaiters)
            Feed.WaitForRoom();
        var entry = Gate.Enter();
        try
        {
            ref var current = ref _cells.Write(cell);
            if ((current.StaleStage & CellFlags.HasDependents) == 0)
                return Store(definition, cell, row, ref current, ref next, ValueSlot.IsInline<T>() ? null : sample.Value, ValueSlot.IsInline<T>(), origin);
        }
        finally
        {
            Gate.Exit(entry);
        }

        return ReportWithDerived(definition, row, next, ValueSlot.IsInline<T>() ? null : sample.Value, origin);
    }

    private ReportOutcome Store(
        PropertyDefinition definition,
        int cell,
        int row,
        ref Cell current,
        ref Cell next,
        object? reference,
        bool isInline,
        ChangeOrigin origin)
    {
        ref var state = ref _rows.Write(row);
        if (state.Revision < 0)
            throw Removed();
        if (next.Ticks <= current.Ticks && current.Quality != Quality.NoData)
        {
            var outcome = LateRule.Judge(definition, current, next, isInline || Equals(_references.Read(cell), reference), origin.Cause);
            if (outcome != ReportOutcome.None)
                return StoreLate(outcome, cell, row, state.Revision, definition, current, next, reference, origin);
        }

        next.StaleStage = current.StaleStage & ~CellFlags.StageMask;
        BeginWrite(row);
        state.Version++;
        if (definition.MaxAgeTicks > 0)
            state.NextStale = Math.Min(state.NextStale, next.Ticks + definition.MaxAgeTicks);
        var same = next.Quality == current.Quality
            && (isInline ? LateRule.SameValue(definition, current.Bits, next.Bits) : Equals(_references.Read(cell), reference));
        if (same)
        {
            if (isInline)
                next.Bits = current.Bits;
            current = next;
            EndWrite(row);
            return ReportOutcome.Refreshed;
        }

        var revision = ++state.Revision;
        if (!Feed.HasSubscribers)
        {
            current = next;
            if (!isInline)
                _references.Write(cell) = reference;
            EndWrite(row);
            return ReportOutcome.Applied;
        }

        var before = current;
        current = next;
        object? oldReference = null;
        if (!isInline)
        {
            oldReference = _references.Read(cell);
            _references.Write(cell) = reference;
        }

        EndWrite(row);
        var change = new PropertyChange(definition, before, next, oldReference, reference);
        Feed.Publish(new TwinChange(_twins.Read(row)!, TwinChangeKind.Updated, revision, next.ArrivalTicks, origin, change), row);
        return ReportOutcome.Applied;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReportOutcome StoreLate(
        ReportOutcome outcome,
        int cell,
        int row,
        long revision,
        PropertyDefinition definition,
        in Cell current,
        in Cell next,
        object? reference,
        ChangeOrigin origin)
    {
        switch (outcome)
        {
            case ReportOutcome.Duplicate:
                _duplicates++;
                break;
            case ReportOutcome.Rejected:
                _rejected++;
                break;
            default:
                _late++;
                var change = new PropertyChange(definition, current, next, _references.Read(cell), reference);
                Feed.Publish(new TwinChange(_twins.Read(row)!, TwinChangeKind.Late, revision, next.ArrivalTicks, origin, change), row);
                break;
        }

        return outcome;
    }

    private ReportOutcome ReportWithDerived(PropertyDefinition definition, int row, Cell next, object? reference, ChangeOrigin origin)
    {
        var twin = TwinAt(row);
        var mutation = new TwinMutation(twin, next.ArrivalTicks);
        mutation.Stage(definition, next, reference);
        var plan = MutationPlan.CommitReport(mutation, origin);
        return plan.Outcome;
    }
}
