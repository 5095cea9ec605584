namespace DigitalTwin.Sdk;

/// <summary>
/// Where the behaviours of one or several joined twins run: one thing at a time, in order, with a time of its own that follows the data.
/// </summary>
/// <remarks>
/// Lane time is the arrival time of what is being worked on, so a replay sees the same times as the live run. With
/// <see cref="RuntimeClock.Samples"/> it moves with the samples of these twins only, and at <see cref="TwinRuntime.AdvanceAsync"/>,
/// <see cref="TwinRuntime.DrainAsync"/> and the stop. Get a lane from <see cref="TwinRuntimeBuilder.Lane"/> while composing; it comes to
/// life when the runtime starts.
/// </remarks>
public sealed class TwinLane
{
    private readonly List<(long Due, Action Callback)> _early = [];
    private LaneClock? _clock;

    internal TwinLane(Twin twin) => Twin = twin;

    /// <summary>The twin by which the lane was asked for.</summary>
    public Twin Twin { get; }

    /// <summary>Lane time, 100 ns UTC; the graph's clock before the start.</summary>
    public long NowTicks => _clock?.Now ?? Twin.Graph.Now;

    /// <summary>Lane time, UTC.</summary>
    public DateTimeOffset Now => new(NowTicks, TimeSpan.Zero);

    /// <summary>Calls back when lane time has reached a moment. Only to be called in the lane or while composing.</summary>
    /// <param name="due">When; if it has passed, the call comes when the lane next moves on.</param>
    /// <param name="callback">Runs in the lane; must not block.</param>
    public void Schedule(DateTimeOffset due, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (_clock is { } clock)
            clock.Schedule(due.UtcTicks, callback);
        else
            _early.Add((due.UtcTicks, callback));
    }

    /// <summary>Runs a function in the lane as soon as its turn comes; from any thread. Waits for nothing. After the runtime has stopped nothing runs.</summary>
    /// <param name="callback">Runs in the lane; must not block.</param>
    /// <exception cref="InvalidOperationException">The runtime has not been started.</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        (_clock ?? throw new InvalidOperationException("The runtime has not been started.")).Worker.PostAction(callback);
    }

    internal void Attach(LaneClock clock)
    {
        _clock = clock;
        foreach (var (due, callback) in _early)
            clock.Schedule(due, callback);
        _early.Clear();
    }
}
