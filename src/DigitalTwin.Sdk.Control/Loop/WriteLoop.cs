using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Control;

/// <summary>
/// Works one set-point: judges requests, ramps, sends, verifies, retries, falls back. All its state belongs to the twin's lane; only the mode, the
/// journal and the callers' promises are touched from elsewhere.
/// </summary>
internal sealed partial class WriteLoop : IRuntimeComponent
{
    // Which set-points of a graph are written back now, whichever runtime does it: two guards that know nothing of each other guard nothing.
    private static readonly ConditionalWeakTable<TwinGraph, ConcurrentDictionary<Property, WriteLoop>> Claims = [];

    // Mode changes before the start that the journal will tell of; of more, the newest.
    private const int MostEarlyModes = 64;

    // How often the guard looks at properties whose changes nobody tells it of.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Property, WriteLoop> _claimed;
    private readonly Setpoint<double> _setpoint;
    private readonly Property _property;
    private readonly string _name;
    private readonly GuardSettings _guard;
    private readonly TwinLane _lane;
    private readonly PlantSender _sender;
    private readonly TimeProvider _clock;
    private readonly TwinRuntimeOptions _options;
    private readonly ControlMetrics _metrics;
    private readonly ILogger _logger;
    private readonly string? _signalName;
    private readonly Lock _modeLock = new();
    private readonly List<(WriteBackMode Mode, string By, DateTimeOffset Time)> _earlyModes = [];
    private volatile IPlantWriter? _writer;
    private volatile WriteBackMode _mode;
    private volatile bool _stopped;
    private bool _isStarted;
    private long _armedTicks = long.MaxValue;

    internal WriteLoop(TwinRuntimeBuilder builder, Setpoint<double> setpoint, Signal<double>? from, GuardSettings guard)
    {
        _setpoint = setpoint;
        _claimed = Claims.GetOrCreateValue(builder.Graph);
        _property = setpoint;
        _name = setpoint.ToString();
        _guard = guard;
        _mode = guard.StartMode;
        _signalName = from?.Name;
        builder.Join([setpoint.Twin, guard.Feedback.Twin, .. from?.Twins ?? [], .. guard.Inputs.Select(i => i.Property.Twin), .. guard.Watched.Select(p => p.Twin)]);
        _lane = builder.Lane(setpoint.Twin);
        _sender = new PlantSender(_lane, builder.TimeProvider);
        _logger = new GuardedLogger(builder.LoggerFactory.CreateLogger("DigitalTwin.Sdk.Control.WriteBack"), builder.Graph.UserFailures);
        (_clock, _options) = (builder.TimeProvider, builder.Options);
        Journal = new CommandJournal(guard.JournalCapacity);
        _metrics = new ControlMetrics(builder.MeterFactory, setpoint, Journal, Records);
        Status = new WriteBackStatus(guard.StartMode, Guid.Empty, CommandState.None, null, null, null, false, "");
        builder.Signal(guard.Feedback).Subscribe(OnFeedback);
        from?.Subscribe(OnRequest);
        foreach (var rule in guard.Rules)
            rule.Watch(builder, OnWatched);
    }

    internal CommandJournal Journal { get; }

    internal RecordBroadcast Records { get; } = new();

    internal CommandWaiters Waiters { get; } = new();

    internal WriteBackMode Mode => _mode;

    internal Setpoint<double> Setpoint => _setpoint;

    /// <summary>Whether a write was handed over whose outcome is not back in the lane's queue; for tests that must not sleep.</summary>
    internal bool IsSending => _sender.IsBusy;

    /// <summary>Whether the write on its way was given up and its outcome is due at any moment; for tests.</summary>
    internal bool IsOverdue => _inFlight is { IsOverdue: true };

    private long Now => _lane.NowTicks;

    /// <summary>Whether the plant's time to follow runs; not while a failed value waits to be sent again.</summary>
    private bool IsPlantWatched => _trail.Count > 0 && _current?.Again is null;

    /// <summary>Takes effect for everything not yet handed to the connector before this returns.</summary>
    internal void SetMode(WriteBackMode mode, string by)
    {
        lock (_modeLock)
        {
            if (_stopped || _mode == mode)
                return;
            _mode = mode;
            if (_isStarted)
            {
                _lane.Post(() => OnModeChanged(mode, by));
                return;
            }

            // The journal belongs to the lane, which does not run yet.
            if (_earlyModes.Count == MostEarlyModes)
                _earlyModes.RemoveAt(0);
            _earlyModes.Add((mode, by, _lane.Now));
            Status = Status with { Mode = mode };
        }
    }

    internal void Post(Action action) => _lane.Post(action);

    IEnumerable<string> IRuntimeComponent.Validate(TwinRuntime runtime)
    {
        var writers = runtime.Writers(_property);
        if (writers.Count == 0)
            yield return $"'{_name}' is written back, but no connector writes it.";
        else if (writers.Count > 1)
            yield return $"'{_name}' is written back through {writers.Count} connectors; a set-point has one way to the plant.";
        if (_claimed.ContainsKey(_property))
            yield return $"'{_name}' is written back by another runtime on this graph; a set-point has one writer.";
    }

    Task IRuntimeComponent.StartAsync(TwinRuntime runtime, CancellationToken cancellationToken)
    {
        if (!_claimed.TryAdd(_property, this))
            throw new InvalidOperationException($"'{_name}' is written back by another runtime on this graph; a set-point has one writer.");
        _writer = runtime.Writers(_property)[0];
        if (!runtime.Reads(_guard.Feedback))
            ControlLog.NoFeedback(_logger, _name, _guard.Feedback.ToString());
        lock (_modeLock)
        {
            _isStarted = true;
            foreach (var (mode, by, time) in _earlyModes)
                _lane.Post(() => RecordMode(mode, by, time));
            _earlyModes.Clear();
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _sender.DisposeAsync().ConfigureAwait(false);
        _claimed.TryRemove(new KeyValuePair<Property, WriteLoop>(_property, this));
        _current?.Trace.End(CommandState.Failed, "the runtime has stopped", _lane.Now);
        Waiters.Close();
        Records.Complete();
        _metrics.Dispose();
    }

    private void RecordMode(WriteBackMode mode, string by, DateTimeOffset time)
    {
        var reason = $"the mode is now {mode}";
        var record = new CommandRecord(++_records, Guid.Empty, time, _name, CommandEvent.ModeChanged, CommandKind.Automatic, double.NaN, double.NaN, "", reason, by, 1, time, "");
        Append(record, CommandTrace.None);
        ControlLog.Mode(_logger, _name, mode, by);
    }

    private void OnModeChanged(WriteBackMode mode, string by)
    {
        RecordMode(mode, by, _lane.Now);
        _lastAutomatic = null;
        _lastShadow = null;

        // A command belongs to the mode it was accepted in: an approved one must not become an automatic one, nor the other way round.
        if (_current is { } command)
            End(command, CommandState.Superseded, CommandEvent.Superseded, $"the mode was changed to {mode}");
        if (mode is WriteBackMode.Off or WriteBackMode.Shadow)
            LetGo();
        Supervise();
        ArmNext();
    }

    /// <summary>Forgets where the plant was put: the next command begins at what the plant reports then.</summary>
    private void LetGo()
    {
        Unwatch();
        _failedAttempts = 0;
        _isEngaged = false;
        Desire(d => d with { Status = DesiredStatus.Suspended, AckText = $"the mode is {_mode}" });
    }

    /// <summary>One deadline is kept with the lane: the earliest of all. Those that are overtaken come to nothing.</summary>
    private void ArmNext()
    {
        var due = NextDue();
        if (due != long.MaxValue && (_armedTicks > due || _armedTicks <= Now))
            Arm(due);
    }

    private void Arm(long due)
    {
        _armedTicks = due;
        _lane.Schedule(new DateTimeOffset(due, TimeSpan.Zero), () => OnDue(due));
    }

    private long NextDue()
    {
        var now = Now;
        var due = long.MaxValue;
        if (_inFlight is { } flight)
            due = Math.Min(due, flight.DeadlineTicks);
        else if (IsPlantWatched)
            due = Math.Min(due, Later(_trail.WatchedSince, _guard.VerifyWithin));
        if (_current is { IsDelivered: false } command)
        {
            if (!IsInFlight(command))
                due = Math.Min(due, command.ExpiresTicks);
            if (_inFlight is null && !command.IsProposed && command.NotBeforeTicks > now)
                due = Math.Min(due, command.NotBeforeTicks);
        }

        if (_trail.Count > 0 || _settled is not null || _doubt is not null)
            due = Math.Min(due, Later(now, LookPeriod));
        if (_isEngaged && _mode == WriteBackMode.Closed && _guard.Fallback.Kind != FallbackKind.Hold)
            due = Math.Min(due, NextStale(now));
        return due == long.MaxValue ? due : Math.Max(due, now + 1);
    }

    private long NextStale(long now)
    {
        var due = long.MaxValue;
        foreach (var rule in _guard.Rules)
            Consider(rule.StaleAt());
        if (_signalName is not null)
            Consider(Later(GuardRule.SinceOf(_request), _guard.RequestMaxAge) + 1);

        // A way to safety that failed is tried again.
        Consider(_safetyHeldUntilTicks);

        // What a rule looks at may be derived, or set by the host's own code, of which nobody tells.
        Consider(Later(now, LookPeriod));
        return due;

        void Consider(long at)
        {
            if (at > now)
                due = Math.Min(due, at);
        }
    }

    private void OnDue(long due)
    {
        if (_armedTicks != due)
            return;
        _armedTicks = long.MaxValue;
        try
        {
            Work();
        }
        finally
        {
            // Whatever failed must not have been the last thing that ever happened here.
            ArmNext();
        }
    }

    private void Work()
    {
        var now = Now;
        LookAtFeedback();
        if (_inFlight is { } flight && now >= flight.DeadlineTicks)
            OnOverdue(flight);
        if (_inFlight is null && IsPlantWatched && now >= Later(_trail.WatchedSince, _guard.VerifyWithin))
            OnNotFollowed();
        if (_current is { IsDelivered: false } command && now >= command.ExpiresTicks && !IsInFlight(command))
            Expire(command);
        Supervise();
        Advance();
    }

    /// <summary>Whether a value of this very command is on its way: it was sent in time, and its outcome decides.</summary>
    private bool IsInFlight(Command command) => _inFlight?.Write.CommandId == command.Id;

    private static long Later(long ticks, TimeSpan by) => ticks > DateTime.MaxValue.Ticks - by.Ticks ? DateTime.MaxValue.Ticks : ticks + by.Ticks;
}
