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
    private int _waiting;

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
        }

        if (Answer(write) is { } outcome)
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
            return await held.Task.WaitAsync(cancellationToken);
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
