namespace DigitalTwin.Sdk;

/// <summary>What a mutation makes of a twin's state, worked out on a copy outside the gate and committed only if nobody interfered.</summary>
/// <remarks>User code (conditions, desired changes, formulas) runs here, never under the gate. Interference means doing it again.</remarks>
internal sealed class MutationPlan
{
    private const int MaxAttempts = 1000;
    private readonly TwinMutation _mutation;
    private readonly TwinState _state;
    private readonly ChangeOrigin _origin;
    private readonly TwinChangeKind _kind;
    private readonly bool[] _touched;
    private readonly bool[] _changed;
    private readonly Cell[] _cells;
    private readonly object?[] _references;
    private readonly List<(int Slot, DesiredChange Change)> _desires = [];
    private readonly List<PropertyChange> _late = [];
    private int _rejected;
    private int _duplicates;

    private MutationPlan(TwinMutation mutation, ChangeOrigin origin, TwinState? state = null, TwinChangeKind kind = TwinChangeKind.Updated)
    {
        _mutation = mutation;
        _origin = origin;
        _kind = kind;
        _state = state ?? mutation.Twin.Lane.ReadTwin(mutation.Twin);
        _cells = (Cell[])_state.Cells.Clone();
        _references = (object?[])_state.References.Clone();
        _touched = new bool[_cells.Length];
        _changed = new bool[_cells.Length];
    }

    internal TwinState State => _state;

    internal ReportOutcome Outcome { get; private set; }

    internal bool IsChange => _desires.Count > 0 || Array.IndexOf(_changed, true) >= 0;

    /// <summary>Commits one report of a value from which others are derived.</summary>
    internal static MutationPlan CommitReport(TwinMutation mutation, ChangeOrigin origin)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var plan = new MutationPlan(mutation, origin);
            plan.Apply();
            if (Lane.TryCommit([plan]))
                return plan;
        }

        throw Contended(mutation.Twin);
    }

    /// <summary>Ages the values whose deadline is the first to have passed, and what is derived from them, in one revision and one event.</summary>
    /// <returns>False if a writer interfered and nothing was done.</returns>
    internal static bool TryAge(Twin twin, long now)
    {
        var state = twin.Lane.ReadTwin(twin);
        var due = long.MaxValue;
        for (var slot = 0; slot < state.Cells.Length; slot++)
            due = Math.Min(due, Lane.Deadline(state.Layout.Definitions[slot], state.Cells[slot]));
        if (due > now)
            return true;
        var plan = new MutationPlan(new TwinMutation(twin, due), ChangeOrigin.Clock, state, TwinChangeKind.Stale);
        plan.Age();
        return Lane.TryCommit([plan]);
    }

    /// <summary>Commits mutations of several twins together.</summary>
    internal static MutationResult Commit(IReadOnlyList<TwinMutation> mutations, ChangeOrigin origin, long? expectedRevision)
    {
        var warnings = Validate(mutations);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var plans = new MutationPlan[mutations.Count];
            for (var i = 0; i < plans.Length; i++)
            {
                plans[i] = new MutationPlan(mutations[i], origin);
                var revision = plans[i]._state.Row.Revision;
                if (expectedRevision is { } expected && revision != expected)
                    return new MutationResult(MutationStatus.Conflict, revision, warnings);
                if (!plans[i].ConditionsMet())
                    return new MutationResult(MutationStatus.ConditionFailed, revision, warnings);
                plans[i].Apply();
            }

            if (Lane.TryCommit(plans))
            {
                var status = plans.Any(p => p.IsChange) ? MutationStatus.Committed : MutationStatus.Unchanged;
                return new MutationResult(status, plans.Length == 0 ? 0 : plans.Max(p => p.CommittedRevision), warnings);
            }
        }

        throw Contended(mutations[0].Twin);
    }

    internal long CommittedRevision { get; private set; }

    /// <summary>Writes the plan into the lane's columns. Caller holds the gate and has seen that nobody interfered.</summary>
    internal void Write(Lane lane)
    {
        var row = _state.Twin.Row;
        var isChange = IsChange;
        CommittedRevision = lane.WriteSlots(_state, _cells, _references, _touched, _desires, isChange);
        lane.CountPassedOver(_late.Count, _rejected, _duplicates);
        foreach (var late in _late)
            lane.Feed.Publish(new TwinChange(_state.Twin, TwinChangeKind.Late, CommittedRevision, _mutation.Now, _origin, late), row);
        if (isChange && lane.Feed.HasSubscribers)
            lane.Feed.Publish(ToChange(), row);
    }

    private static IReadOnlyList<Violation> Validate(IReadOnlyList<TwinMutation> mutations)
    {
        List<Violation>? warnings = null;
        foreach (var mutation in mutations)
        {
            if (mutation.Violations.Count == 0)
                continue;
            var mode = mutation.Twin.Model?.Validation ?? ValidationMode.Strict;
            var fatal = mode == ValidationMode.Strict ? mutation.Violations : [.. mutation.Violations.Where(v => v.Code == "derived")];
            if (fatal.Count > 0)
                throw new TwinValidationException(mutation.Twin.Id, fatal);
            if (mode == ValidationMode.Warn)
                (warnings ??= []).AddRange(mutation.Violations);
        }

        return warnings ?? (IReadOnlyList<Violation>)[];
    }

    private static TwinException Contended(Twin twin) =>
        new($"Twin '{twin.Id}' was changed by others {MaxAttempts} times while one change was being worked out; nothing was applied.", twin.Id, null);

    private bool ConditionsMet()
    {
        foreach (var (property, isMet) in _mutation.Conditions)
        {
            if (!_state.Layout.TryFind(property, out var slot) || !isMet(_state, slot))
                return false;
        }

        return true;
    }

    private void Apply()
    {
        foreach (var (definition, cell, reference) in _mutation.Values)
            Set(Slot(definition.Name), cell, reference);
        foreach (var name in _mutation.Removals)
        {
            var slot = Slot(name);
            _cells[slot] = new Cell { StaleStage = _cells[slot].StaleStage & CellFlags.HasDependents };
            _references[slot] = null;
            _touched[slot] = true;
            _changed[slot] |= _state.Cells[slot].Quality != Quality.NoData;
        }

        Derive();
        foreach (var (definition, change) in _mutation.Desires)
        {
            var slot = Slot(definition.Name);
            var before = _desires.Where(d => d.Slot == slot).Select(d => d.Change.After).DefaultIfEmpty(_state.Desired[slot]).Last();
            var after = change(before);
            if (!Equals(before, after))
                _desires.Add((slot, new DesiredChange(definition, before, after)));
        }
    }

    private void Age()
    {
        for (var slot = 0; slot < _cells.Length; slot++)
        {
            if (Lane.Deadline(_state.Layout.Definitions[slot], _cells[slot]) != _mutation.Now)
                continue;
            Lane.Age(ref _cells[slot]);
            _touched[slot] = _changed[slot] = true;
        }

        Derive();
    }

    private int Slot(string name) =>
        _state.Layout.TryFind(name, out var slot) ? slot : throw new TwinException($"Twin '{_state.Twin.Id}' has no property '{name}'.", _state.Twin.Id, name);

    private void Set(int slot, Cell next, object? reference)
    {
        var definition = _state.Layout.Definitions[slot];
        ref var current = ref _cells[slot];
        next.Bits = SampleCheck.KeepFinite(definition, next.Bits, current.Bits);
        var isInline = ValueSlot.IsInline(definition.ValueType);
        var sameReference = isInline || Equals(_references[slot], reference);
        if (next.Ticks <= current.Ticks && current.Quality != Quality.NoData)
        {
            Outcome = LateRule.Judge(definition, current, next, sameReference, _origin.Cause);
            if (Outcome == ReportOutcome.Late)
                _late.Add(new PropertyChange(definition, current, next, _references[slot], reference));
            _rejected += Outcome == ReportOutcome.Rejected ? 1 : 0;
            _duplicates += Outcome == ReportOutcome.Duplicate ? 1 : 0;
            if (Outcome != ReportOutcome.None)
                return;
        }

        var same = next.Quality == current.Quality && sameReference && (!isInline || LateRule.SameValue(definition, current.Bits, next.Bits));
        if (same && isInline)
            next.Bits = current.Bits;
        next.StaleStage = current.StaleStage & CellFlags.HasDependents;
        current = next;
        _references[slot] = reference;
        _touched[slot] = true;
        _changed[slot] |= !same;
        Outcome = same ? ReportOutcome.Refreshed : ReportOutcome.Applied;
    }

    private void Derive()
    {
        var layout = _state.Layout;
        for (var d = 0; d < layout.DerivedSlots.Length; d++)
        {
            var inputs = layout.DerivedInputs[d];
            if (!Array.Exists(inputs, i => _touched[i]))
                continue;
            var slot = layout.DerivedSlots[d];
            var next = DerivedValue.Compute(_state.Twin, layout.Definitions[slot], inputs, layout, _cells, _mutation.Now);
            next.Bits = SampleCheck.KeepFinite(layout.Definitions[slot], next.Bits, _cells[slot].Bits);
            var same = next.Quality == _cells[slot].Quality && LateRule.SameValue(layout.Definitions[slot], _cells[slot].Bits, next.Bits);
            next.StaleStage = _cells[slot].StaleStage & CellFlags.HasDependents;
            _cells[slot] = next;
            _touched[slot] = true;
            _changed[slot] |= !same;
        }
    }

    private TwinChange ToChange()
    {
        var properties = new List<PropertyChange>();
        foreach (var slot in ChangedInOrder())
            properties.Add(new PropertyChange(_state.Layout.Definitions[slot], _state.Cells[slot], _cells[slot], _state.References[slot], _references[slot]));
        var kind = (properties.Count > 0 ? _kind : TwinChangeKind.None) | (_desires.Count > 0 ? TwinChangeKind.Desired : TwinChangeKind.None);
        return new TwinChange(_state.Twin, kind, CommittedRevision, _mutation.Now, _origin, new ChangeSet([.. properties], [.. _desires.Select(d => d.Change)]));
    }

    private IEnumerable<int> ChangedInOrder()
    {
        var layout = _state.Layout;
        for (var slot = 0; slot < _changed.Length; slot++)
        {
            if (_changed[slot] && layout.Definitions[slot].Derived is null)
                yield return slot;
        }

        foreach (var slot in layout.DerivedSlots)
        {
            if (_changed[slot])
                yield return slot;
        }
    }
}
