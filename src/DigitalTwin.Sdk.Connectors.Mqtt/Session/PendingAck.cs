using System.Threading.Tasks.Sources;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>A received message that is to be acknowledged: counts the receipts of its samples. Reused; one message at a time.</summary>
internal sealed class PendingAck : ISampleReceipt, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };
    private int _outstanding;
    private int _abandoned;

    internal ushort PacketId { get; private set; }

    internal bool IsExactlyOnce { get; private set; }

    internal MqttRoute? Route { get; set; }

    /// <summary>Whether all samples of the message were applied; waits for the last of them.</summary>
    internal ValueTask<bool> Completion => new(this, _done.Version);

    public void Applied() => Release();

    public void Abandoned()
    {
        Volatile.Write(ref _abandoned, 1);
        Release();
    }

    public bool GetResult(short token) => _done.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _done.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    /// <summary>Begins a message. One receipt is held by the receive path itself, which gives it back in any case.</summary>
    internal void Begin(ushort packetId, bool isExactlyOnce)
    {
        _done.Reset();
        PacketId = packetId;
        IsExactlyOnce = isExactlyOnce;
        Route = null;
        Volatile.Write(ref _abandoned, 0);
        Volatile.Write(ref _outstanding, 1);
    }

    /// <summary>One more sample of the message is on its way.</summary>
    internal void Expect() => Interlocked.Increment(ref _outstanding);

    private void Release()
    {
        if (Interlocked.Decrement(ref _outstanding) == 0)
            _done.SetResult(Volatile.Read(ref _abandoned) == 0);
    }
}
