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

    /// <summary>
    /// The way of nearly all samples: a number that is newer than the current one, from the thread that keeps coming. Everything else goes
    /// to <see cref="ReportAny"/>, which knows all the rules.
    /// </summary>
    /// <remarks>
    /// In a large graph the time goes into waiting for the cell to come from memory. A processor waits for the next write's cell
    /// meanwhile, but only if few enough instructions lie between: some 150 on the processors of 2020. Hence the shape of this method:
    /// what is short here counts double. Nothing in it throws while the gate is held.
    /// </remarks>
    internal ReportOutcome Report<T>(PropertyDefinition definition, int cell, int row, in Sample<T> sample, ChangeOrigin origin) =>
        Report<T, OneOnly>(definition, cell, row, sample, origin);

    /// <summary>One of many samples: the feed gathers them until <see cref="FlushFeed"/>.</summary>
    internal ReportOutcome ReportOneOfMany<T>(PropertyDefinition definition, int cell, int row, in Sample<T> sample, ChangeOrigin origin) =>
        Report<T, OneOfMany>(definition, cell, row, sample, origin);

    /// <summary>Hands on what the feed has gathered.</summary>
    internal void FlushFeed()
    {
        if (!Feed.HasStaged)
            return;
        var entry = Gate.Enter();
        try
        {
            Feed.Flush(this);
        }
        finally
        {
            Gate.Exit(entry);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReportOutcome Report<T, TMode>(PropertyDefinition definition, int cell, int row, in Sample<T> sample, ChangeOrigin origin)
        where TMode : struct
    {
        if (ValueSlot.IsInline<T>() && definition.IsPlain && Gate.TryEnterFavoured() is { } favour)
        {
            var cells = _cells.OwnBlock(cell);
            var rows = _rows.OwnBlock(row);
            if (cells is not null && rows is not null && Feed.HasRoom)
            {
                ref var current = ref CowColumn<Cell>.At(cells, cell);
                ref var state = ref CowColumn<TwinRow>.At(rows, row);
                if ((sample.Ticks > current.Ticks || current.Quality == Quality.NoData) && (current.StaleStage & CellFlags.HasDependents) == 0 && state.Revision >= 0 && SampleCheck.IsFinite(sample.Value))
                {
                    var outcome = Replace<T, TMode>(ref current, ref state, definition, row, sample, origin);
                    Gate.Exit(favour);
                    return outcome;
                }
            }

            Gate.Exit(favour);
        }

        return ReportAny(definition, cell, row, sample, origin);
    }

    /// <summary>Asks for the memory of a cell that is about to be written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(int cell, int row)
    {
        _cells.Prefetch(cell);
        _rows.Prefetch(row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReportOutcome Replace<T, TMode>(ref Cell current, ref TwinRow state, PropertyDefinition definition, int row, in Sample<T> sample, ChangeOrigin origin)
        where TMode : struct
    {
        var quality = definition.HasPhysicalRange ? SampleCheck.Quality(definition, sample.Value, sample.Quality) : sample.Quality;
        var bits = ValueSlot.Encode(sample.Value);
        var (oldBits, oldQuality) = (current.Bits, current.Quality);
        var revision = state.Revision;
        var isChange = oldBits != bits || oldQuality != quality;
        BeginWrite(ref state);
        current.Replace(bits, sample.Ticks, sample.ArrivalTicks, quality);
        if (definition.MaxAgeTicks > 0)
            StaleAt(row, sample.Ticks + definition.MaxAgeTicks);
        if (isChange)
            state.Revision = ++revision;
        EndWrite(ref state);
        if (!isChange)
            return ReportOutcome.Refreshed;
        var next = new Cell { Bits = bits, Ticks = sample.Ticks, ArrivalTicks = sample.ArrivalTicks, Quality = quality };
        if (typeof(TMode) == typeof(OneOfMany))
            Feed.Stage(this, definition, row, revision, oldBits, oldQuality, next, origin);
        else
            Feed.Publish(this, definition, row, revision, oldBits, oldQuality, next, origin);
        return ReportOutcome.Applied;
    }

    /// <summary>Reports a sample of any kind under any circumstances.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReportOutcome ReportAny<T>(PropertyDefinition definition, int cell, int row, in Sample<T> sample, ChangeOrigin origin)
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
        var entry = EnterWithRoom();
        try
        {
            ref var current = ref _cells.Write(cell);
            next.Bits = SampleCheck.KeepFinite(definition, next.Bits, current.Bits);
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
            throw Removed(row, cell);
        if (next.Ticks <= current.Ticks && current.Quality != Quality.NoData)
        {
            var outcome = LateRule.Judge(definition, current, next, isInline || Equals(_references.Read(cell), reference), origin.Cause);
            if (outcome != ReportOutcome.None)
                return StoreLate(outcome, cell, row, state.Revision, definition, current, next, reference, origin);
        }

        next.StaleStage = current.StaleStage & ~CellFlags.StageMask;
        BeginWrite(ref state);
        if (definition.MaxAgeTicks > 0)
            StaleAt(row, next.Ticks + definition.MaxAgeTicks);
        var same = next.Quality == current.Quality
            && (isInline ? LateRule.SameValue(definition, current.Bits, next.Bits) : Equals(_references.Read(cell), reference));
        if (same)
        {
            if (isInline)
                next.Bits = current.Bits;
            current = next;
            EndWrite(ref state);
            return ReportOutcome.Refreshed;
        }

        var revision = ++state.Revision;
        if (!Feed.HasSubscribers)
        {
            current = next;
            if (!isInline)
                _references.Write(cell) = reference;
            EndWrite(ref state);
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

        EndWrite(ref state);
        if (isInline)
        {
            Feed.Publish(this, definition, row, revision, before.Bits, before.Quality, next, origin);
            return ReportOutcome.Applied;
        }

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

    /// <summary>Counts samples that a plan has not taken over. Caller holds the gate.</summary>
    internal void CountPassedOver(int late, int rejected, int duplicates)
    {
        _late += late;
        _rejected += rejected;
        _duplicates += duplicates;
    }

    private ReportOutcome ReportWithDerived(PropertyDefinition definition, int row, Cell next, object? reference, ChangeOrigin origin)
    {
        var twin = TwinAt(row);
        var mutation = new TwinMutation(twin, next.ArrivalTicks);
        mutation.Stage(definition, next, reference);
        var plan = MutationPlan.CommitReport(mutation, origin);
        return plan.Outcome;
    }

    // Type arguments, so that there is one piece of code and the choice costs nothing.
    private readonly struct OneOnly;

    private readonly struct OneOfMany;
}
