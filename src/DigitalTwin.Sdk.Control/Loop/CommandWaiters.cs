using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Control;

/// <summary>Callers who wait for their command to end. Bounded; thread-safe.</summary>
internal sealed class CommandWaiters
{
    private const int Capacity = 256;
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<CommandResult>> _waiting = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<CommandResult>, Guid> _open = new();
    private readonly Dictionary<string, (double Value, Task<CommandResult> Result)> _byKey = new(StringComparer.Ordinal);
    private readonly Queue<string> _keys = new();
    private readonly Lock _lock = new();
    private volatile bool _closed;

    /// <summary>A promise to a caller; null if too many wait.</summary>
    internal TaskCompletionSource<CommandResult>? TryOpen()
    {
        if (_open.Count >= Capacity)
            return null;
        var promise = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[promise] = Guid.Empty;
        if (_closed)
            Complete(promise, Stopped(Guid.Empty));
        return promise;
    }

    /// <summary>What became of an earlier request with the same key; null if there was none, in which case <paramref name="result"/> is remembered.</summary>
    internal (double Value, Task<CommandResult> Result)? Remember(string key, double value, Task<CommandResult> result)
    {
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var earlier))
                return earlier;
            if (_keys.Count == Capacity)
                _byKey.Remove(_keys.Dequeue());
            _keys.Enqueue(key);
            _byKey[key] = (value, result);
            return null;
        }
    }

    /// <summary>Forgets a key whose request never reached the lane, so that it can be asked again.</summary>
    internal void Forget(string key, Task<CommandResult> result)
    {
        lock (_lock)
        {
            // What is left in the queue of keys only makes this one's next use be forgotten a little earlier.
            if (_byKey.TryGetValue(key, out var known) && ReferenceEquals(known.Result, result))
                _byKey.Remove(key);
        }
    }

    internal void Bind(Guid command, TaskCompletionSource<CommandResult> promise) => _waiting[command] = promise;

    /// <summary>Whether a caller waits for a command, as the first or as one who joined.</summary>
    internal bool IsWaiting(Guid command, TaskCompletionSource<CommandResult> promise) =>
        (_waiting.TryGetValue(command, out var bound) && ReferenceEquals(bound, promise))
        || (_open.TryGetValue(promise, out var joined) && joined == command);

    internal bool IsBound(Guid command) => _waiting.ContainsKey(command);

    /// <summary>Lets a second caller wait for a command that has one already.</summary>
    internal void Join(Guid command, TaskCompletionSource<CommandResult> promise)
    {
        if (!_waiting.TryGetValue(command, out var first))
            return;
        _open.TryUpdate(promise, command, Guid.Empty);
        _ = ForwardAsync(first.Task, promise);
    }

    internal void Complete(TaskCompletionSource<CommandResult> promise, CommandResult result)
    {
        _open.TryRemove(promise, out _);
        promise.TrySetResult(result);
    }

    internal void Complete(CommandResult result)
    {
        if (_waiting.TryRemove(result.CommandId, out var promise))
            Complete(promise, result);
    }

    internal void Close()
    {
        _closed = true;
        foreach (var id in _waiting.Keys)
            Complete(Stopped(id));
        foreach (var promise in _open.Keys)
            Complete(promise, Stopped(Guid.Empty));
    }

    private async Task ForwardAsync(Task<CommandResult> first, TaskCompletionSource<CommandResult> promise) =>
        Complete(promise, await first.ConfigureAwait(false));

    private static CommandResult Stopped(Guid id) => new(CommandState.Failed, id, "the runtime has stopped", "");
}
