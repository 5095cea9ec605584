namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>Takes requests from any thread and brings their answers. One per client; opens its link when it is needed, again after it broke.</summary>
internal abstract class ModbusChannel(ModbusClientOptions options, string peer) : IAsyncDisposable
{
    private long _sent;
    private long _answered;
    private long _refused;
    private long _timeouts;
    private long _late;
    private long _damaged;
    private long _connections;

    protected ModbusClientOptions Options => options;

    /// <summary>The other side, for messages.</summary>
    protected string Peer => peer;

    protected TimeProvider Time => options.TimeProvider;

    protected Lock Gate { get; } = new();

    /// <summary>Requests that wait for their turn, in the order in which they came.</summary>
    protected Queue<PendingRequest> Waiting { get; } = new();

    protected bool IsDisposed { get; set; }

    internal ModbusCounters Counters => new(
        Volatile.Read(ref _sent),
        Volatile.Read(ref _answered),
        Volatile.Read(ref _refused),
        Volatile.Read(ref _timeouts),
        Volatile.Read(ref _late),
        Volatile.Read(ref _damaged),
        Volatile.Read(ref _connections));

    internal RequestPool Pool { get; } = new();

    /// <summary>Opens the link if it is not open.</summary>
    internal abstract Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Hands a request in. It completes with the device's answer, or fails.</summary>
    internal abstract ValueTask<ModbusResult> Submit(PendingRequest request);

    public abstract ValueTask DisposeAsync();

    protected void CountSent() => Interlocked.Increment(ref _sent);

    protected void CountAnswer(ModbusResult result)
    {
        Interlocked.Increment(ref _answered);
        if (!result.IsSuccess)
            Interlocked.Increment(ref _refused);
    }

    protected void CountTimeout() => Interlocked.Increment(ref _timeouts);

    protected void CountLate() => Interlocked.Increment(ref _late);

    protected void CountDamaged() => Interlocked.Increment(ref _damaged);

    protected void CountConnection() => Interlocked.Increment(ref _connections);

    /// <summary>Lets a request wait. Under the gate.</summary>
    /// <exception cref="ModbusException">Too many wait already.</exception>
    protected void Enqueue(PendingRequest request)
    {
        if (Waiting.Count >= options.MaxWaiting)
            throw new ModbusException($"{peer}: {Waiting.Count} requests wait already; the request was not sent.");
        request.Stage = RequestStage.Queued;
        Waiting.Enqueue(request);
    }

    /// <summary>The next request that still wants an answer; null if none waits. Under the gate.</summary>
    protected PendingRequest? Dequeue()
    {
        while (Waiting.TryDequeue(out var request))
        {
            if (request.Stage == RequestStage.Queued)
                return request;
        }

        return null;
    }

    /// <summary>Takes everything that waits out of the queue. Under the gate.</summary>
    protected List<PendingRequest> DequeueAll()
    {
        var all = new List<PendingRequest>();
        while (Dequeue() is { } request)
        {
            request.Stage = RequestStage.Done;
            all.Add(request);
        }

        return all;
    }

    protected static void FailAll(IEnumerable<PendingRequest> requests, Func<Exception> why)
    {
        foreach (var request in requests)
            request.Fail(why());
    }

    protected ObjectDisposedException Disposed() => new(nameof(ModbusClient), $"The client of {peer} has been disposed.");
}
