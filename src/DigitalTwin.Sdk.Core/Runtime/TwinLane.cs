namespace DigitalTwin.Sdk;

/// <summary>
/// Where the behaviours of one or several joined twins run: one thing at a time, in order, with a time of its own that follows the data.
/// </summary>
/// <remarks>
/// Lane time is the arrival time of what is being worked on, so a replay sees the same times as the live run. Get a lane from
/// <see cref="TwinRuntimeBuilder.Lane"/> while composing; it comes to life when the runtime starts.
/// </remarks>
public sealed class TwinLane
{
    private readonly List<(long Due, Action Callback)> _early = [];
    private LaneWorker? _worker;

    internal TwinLane(Twin twin) => Twin = twin;

    /// <summary>The twin by which the lane was asked for.</summary>
    public Twin Twin { get; }

    /// <summary>Lane time, 100 ns UTC; the graph's clock before the start.</summary>
    public long NowTicks => _worker?.Now ?? Twin.Graph.Now;

    /// <summary>Lane time, UTC.</summary>
    public DateTimeOffset Now => new(NowTicks, TimeSpan.Zero);

    /// <summary>Calls back when lane time has reached a moment. Only to be called in the lane or while composing.</summary>
    /// <param name="due">When; if it has passed, the call comes as soon as the present work is done.</param>
    /// <param name="callback">Runs in the lane; must not block.</param>
    public void Schedule(DateTimeOffset due, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (_worker is { } worker)
            worker.Schedule(due.UtcTicks, callback);
        else
            _early.Add((due.UtcTicks, callback));
    }

    /// <summary>Runs a function in the lane as soon as its turn comes; from any thread. Waits for nothing.</summary>
    /// <param name="callback">Runs in the lane; must not block.</param>
    /// <exception cref="InvalidOperationException">The runtime has not been started.</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        (_worker ?? throw new InvalidOperationException("The runtime has not been started.")).PostAction(callback);
    }

    internal void Attach(LaneWorker worker)
    {
        _worker = worker;
        foreach (var (due, callback) in _early)
            worker.Schedule(due, callback);
        _early.Clear();
    }
}
