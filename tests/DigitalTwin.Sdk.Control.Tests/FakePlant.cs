namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>A connector that keeps what reaches it and answers as it is told.</summary>
internal sealed class FakePlant(Property written, params Property[] read) : IConnector, IPlantWriter
{
    private int _concurrent;
    private readonly Lock _lock = new();
    private readonly List<GuardedWrite> _writes = [];

    // Whether each write surely did not reach the plant, or surely did; null if that is open.
    private readonly List<bool?> _reached = [];
    private readonly List<(int Index, TaskCompletionSource<WriteOutcome> Answer)> _held = [];
    private readonly List<(DateTimeOffset Time, double Value)> _history = [];
    private readonly List<double> _truthBefore = [];
    private int _waiting;
    private GuardedWrite? _delayed;

    public string Name => "plant";

    public IReadOnlyCollection<ConnectorBinding> Bindings { get; } = 
    [
        new ConnectorBinding(written, ConnectorAccess.Read | ConnectorAccess.Write, "speed"),
        .. read.Select(p => new ConnectorBinding(p, ConnectorAccess.Read, p.Name)),
    ];

    public IConnectorHost? Host { get; private set; }

    /// <summary>How many writes were ever on their way at the same time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>What the next writes get for an answer; null: no answer until the caller gives up.</summary>
    public Func<GuardedWrite, WriteOutcome?> Answer { get; set; } = _ => WriteOutcome.Acknowledged;

    /// <summary>The test's clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Whether a write that reaches the plant takes effect at once, whatever is answered. One that is refused, lapsed or not sent never does.</summary>
    public Func<GuardedWrite, bool> TakesEffect { get; set; } = _ => true;

    /// <summary>Whether a write that waits for its answer takes effect with it.</summary>
    public bool TakesEffectLate { get; set; }

    /// <summary>What the plant truly holds, whatever it says; NaN until a test sets it.</summary>
    public double Truth
    {
        get
        {
            lock (_lock)
                return _history.Count > 0 ? _history[^1].Value : double.NaN;
        }

        set
        {
            lock (_lock)
                _history.Add((Clock.GetUtcNow(), value));
        }
    }

    /// <summary>What the plant truly held at a moment.</summary>
    public double TruthAt(DateTimeOffset time)
    {
        lock (_lock)
            return _history.LastOrDefault(h => h.Time <= time, _history[0]).Value;
    }

    /// <summary>What the plant truly held when a write was handed over.</summary>
    public double TruthBefore(int index)
    {
        lock (_lock)
            return _truthBefore[index];
    }

    /// <summary>Whether a write waits for an answer that does not come.</summary>
    public bool IsHolding => Volatile.Read(ref _waiting) > 0;

    public IReadOnlyList<GuardedWrite> Writes
    {
        get
        {
            lock (_lock)
                return [.. _writes];
        }
    }

    /// <summary>Whether a write surely reached the plant (true), surely did not (false), or nobody can tell (null).</summary>
    public bool? Reached(int index)
    {
        lock (_lock)
            return _reached[index];
    }

    /// <summary>The newest value that surely reached the plant; null if there is none.</summary>
    public double? Stands
    {
        get
        {
            lock (_lock)
            {
                var last = _reached.LastIndexOf(true);
                return last < 0 ? null : _writes[last].Value;
            }
        }
    }

    public double[] Values => [.. Writes.Select(w => w.Value)];

    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        Host = host;
        host.ReportState(ConnectorState.Connected, "");
        return Task.CompletedTask;
    }

    public async ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        lock (_lock)
            MostAtOnce = Math.Max(MostAtOnce, ++_concurrent);
        try
        {
            return await AcceptAsync(write, cancellationToken);
        }
        finally
        {
            lock (_lock)
                _concurrent--;
        }
    }

    private async Task<WriteOutcome> AcceptAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        int index;
        lock (_lock)
        {
            index = _writes.Count;
            _writes.Add(write);
            _reached.Add(null);
            _truthBefore.Add(Truth);
        }

        var answer = AnswerTo(write);
        lock (_lock)
            _delayed = null;
        if (answer is not { Status: WriteStatus.NotSent or WriteStatus.Rejected or WriteStatus.Expired } && TakesEffect(write))
            Truth = write.Value;
        else if (answer is { Status: WriteStatus.Failed })
            Delay(write);
        if (answer is { } outcome)
        {
            lock (_lock)
                _reached[index] = outcome.Status switch { WriteStatus.Acknowledged => true, WriteStatus.Failed => null, _ => false };
            return outcome;
        }

        var held = new TaskCompletionSource<WriteOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _held.Add((index, held));
            _waiting++;
        }

        try
        {
            var late = await held.Task.WaitAsync(cancellationToken);
            if (TakesEffectLate)
                Truth = write.Value;
            return late;
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                if (_held.Remove((index, held)))
                    _waiting--;
            }

            throw;
        }
    }

    private WriteOutcome? AnswerTo(GuardedWrite write)
    {
        try
        {
            return Answer(write);
        }
        catch
        {
            // It throws after the plant has heard.
            if (TakesEffect(write))
                Truth = write.Value;
            throw;
        }
    }

    /// <summary>Lets the last write that failed arrive after all, if nothing came after it and it has not expired: a gateway had it.</summary>
    public void LetArrive()
    {
        lock (_lock)
        {
            if (_delayed is { } write && Clock.GetUtcNow() < write.ExpiresAt)
                _history.Add((Clock.GetUtcNow(), write.Value));
            _delayed = null;
        }
    }

    private void Delay(GuardedWrite write)
    {
        lock (_lock)
            _delayed = write;
    }

    /// <summary>Answers every write that waits.</summary>
    public void AnswerHeld(WriteOutcome outcome)
    {
        lock (_lock)
        {
            foreach (var (index, answer) in _held)
            {
                _reached[index] = outcome.Status == WriteStatus.Acknowledged ? true : null;
                answer.TrySetResult(outcome);
            }

            _held.Clear();
            _waiting = 0;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
