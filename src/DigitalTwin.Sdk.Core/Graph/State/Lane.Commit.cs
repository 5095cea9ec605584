namespace DigitalTwin.Sdk;

/// <content>Commits of worked-out plans.</content>
internal sealed partial class Lane
{
    /// <summary>Applies all plans, or none if a twin has been written since its plan was worked out.</summary>
    internal static bool TryCommit(IReadOnlyList<MutationPlan> plans)
    {
        var lanes = Involved(plans);
        var entered = EnterWithRoom(lanes);
        try
        {
            foreach (var plan in plans)
            {
                ref readonly var row = ref plan.State.Twin.Lane._rows.Read(plan.State.Twin.Row);
                if (row.Revision < 0)
                    throw plan.State.Twin.Lane.Removed(plan.State.Twin.Row);
                if (row.Version != plan.State.Row.Version)
                    return false;
            }

            foreach (var plan in plans)
                plan.Write(plan.State.Twin.Lane);
            return true;
        }
        finally
        {
            Exit(lanes, entered);
        }
    }

    /// <summary>Runs a structural change that publishes nothing with the gates of these lanes held.</summary>
    internal static TResult Locked<TResult>(IReadOnlyList<Lane> lanes, Func<TResult> change)
    {
        var entered = Enter(lanes);
        try
        {
            return change();
        }
        finally
        {
            Exit(lanes, entered);
        }
    }

    /// <summary>Runs a structural change with the gates of these lanes held and room for an event with every subscriber that makes writers wait.</summary>
    internal static TResult Publishing<TResult>(IReadOnlyList<Lane> lanes, Func<TResult> change)
    {
        var entered = EnterWithRoom(lanes);
        try
        {
            return change();
        }
        finally
        {
            Exit(lanes, entered);
        }
    }

    /// <summary>Stores the touched slots of a plan. Caller holds the gate.</summary>
    internal long WriteSlots(
        TwinState state,
        Cell[] cells,
        object?[] references,
        bool[] touched,
        List<(int Slot, DesiredChange Change)> desires,
        bool isChange)
    {
        var rowIndex = state.Twin.Row;
        ref var row = ref _rows.Write(rowIndex);
        BeginWrite(ref row);
        for (var slot = 0; slot < touched.Length; slot++)
        {
            if (!touched[slot])
                continue;
            var index = state.Map.CellOf(slot);
            _cells.Write(index) = cells[slot];
            if (!ReferenceEquals(_references.Read(index), references[slot]))
                _references.Write(index) = references[slot];
            var maxAge = state.Layout.Definitions[slot].MaxAgeTicks;
            if (maxAge > 0 && cells[slot].Quality != Quality.NoData)
                StaleAt(rowIndex, cells[slot].Ticks + maxAge);
        }

        foreach (var (slot, change) in desires)
            _desired.Write(state.Map.CellOf(slot)) = change.After;
        if (isChange)
            row.Revision++;
        EndWrite(ref row);
        return row.Revision;
    }

    /// <summary>Enters once there is room for an event with every subscriber that makes writers wait, or one of them will not have it.</summary>
    private LaneGate.Favour? EnterWithRoom()
    {
        while (true)
        {
            FlushFeed();
            var mayFit = WaitForRoom();
            var entry = Gate.Enter();

            // Another writer may have taken the room since it was seen.
            if (!mayFit || Feed.WaitersHaveRoom)
                return entry;
            Gate.Exit(entry);
        }
    }

    /// <summary>Waits until there is room; what a report of many has gathered in other lanes does not wait with it.</summary>
    private bool WaitForRoom()
    {
        if (!Feed.HasToWait)
            return true;
        Graph.FlushFeeds();
        return Feed.WaitForRoom();
    }

    private static LaneGate.Favour?[] EnterWithRoom(IReadOnlyList<Lane> lanes)
    {
        while (true)
        {
            var mayFit = true;
            foreach (var lane in lanes)
            {
                lane.FlushFeed();
                mayFit &= lane.WaitForRoom();
            }

            var entered = Enter(lanes);
            if (!mayFit || lanes.All(static l => l.Feed.WaitersHaveRoom))
                return entered;
            Exit(lanes, entered);
        }
    }

    /// <summary>Enters all gates, in the order of the list: by index, which is what keeps two of these from waiting for each other.</summary>
    private static LaneGate.Favour?[] Enter(IReadOnlyList<Lane> lanes)
    {
        var entered = new LaneGate.Favour?[lanes.Count];
        for (var i = 0; i < lanes.Count; i++)
            entered[i] = lanes[i].Gate.Enter();
        return entered;
    }

    private static void Exit(IReadOnlyList<Lane> lanes, LaneGate.Favour?[] entered)
    {
        for (var i = lanes.Count - 1; i >= 0; i--)
            lanes[i].Gate.Exit(entered[i]);
    }

    private static List<Lane> Involved(IReadOnlyList<MutationPlan> plans)
    {
        var lanes = new List<Lane>(1);
        foreach (var plan in plans)
        {
            if (!lanes.Contains(plan.State.Twin.Lane))
                lanes.Add(plan.State.Twin.Lane);
        }

        if (lanes.Count > 1)
            lanes.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        return lanes;
    }
}
