using System.Threading.Tasks.Sources;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>Wakes one waiting loop; a signal that comes while nobody waits is kept. Allocates nothing.</summary>
internal sealed class AutoResetSignal : IValueTaskSource, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _source;
    private bool _isSet;
    private bool _isAwaited;

    internal void Set()
    {
        lock (_lock)
        {
            if (!_isAwaited)
            {
                _isSet = true;
                return;
            }

            _isAwaited = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // On a thread of the pool: whoever gives the signal has other things to do.
    void IThreadPoolWorkItem.Execute() => _source.SetResult(true);

    /// <summary>Ends with the next signal. One caller at a time.</summary>
    internal ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_isSet)
            {
                _isSet = false;
                return ValueTask.CompletedTask;
            }

            _source.Reset();
            _isAwaited = true;
            return new ValueTask(this, _source.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
