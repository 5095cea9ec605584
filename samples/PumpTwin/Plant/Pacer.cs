namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>
/// Keeps simulated time from running away from the network: at 100,000 times real time, a message that travels for a millisecond would be
/// minutes old. The plant sends its next message when the twin has worked on the one before; only where it is told to pile messages up, it does not wait.
/// </summary>
internal sealed class Pacer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _isOpen = new(true);
    private TaskCompletionSource? _waiting;
    private long _awaited;
    private long _newest;

    /// <summary>Messages that the twin has worked on, each counted once.</summary>
    internal long Arrived { get; private set; }

    /// <summary>Called in the twin's lane, after everything else of the message.</summary>
    internal void OnWorkedOn(long sequence)
    {
        _isOpen.Wait(Patience);
        lock (_lock)
        {
            if (sequence <= _newest)
                return;
            _newest = sequence;
            Arrived++;
            if (_newest >= _awaited)
                _waiting?.TrySetResult();
        }
    }

    /// <summary>Makes the twin stand still at its next message, as a twin does that is too slow.</summary>
    internal void Hold() => _isOpen.Reset();

    internal void Release() => _isOpen.Set();

    public void Dispose() => _isOpen.Dispose();

    /// <summary>Waits until the twin has worked on a message.</summary>
    internal async Task WaitForAsync(long sequence, CancellationToken stop)
    {
        Task waiting;
        lock (_lock)
        {
            if (_newest >= sequence)
                return;
            _awaited = sequence;
            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiting.Task;
        }

        try
        {
            await waiting.WaitAsync(Patience, TimeProvider.System, stop);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Message {sequence} was accepted by the broker and has not come through the twin within {Patience.TotalSeconds:0} s.");
        }
    }
}
