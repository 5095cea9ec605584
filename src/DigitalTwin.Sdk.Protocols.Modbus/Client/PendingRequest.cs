using System.Threading.Tasks.Sources;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>
/// One request on its way, and the promise of its answer. Holds copies of what is written, so that nothing of the caller is touched but the memory that a read
/// fills, and that only while the caller still waits. Reused once its caller has taken the result; guarded by the lock of its channel.
/// </summary>
internal sealed class PendingRequest(RequestPool pool) : IValueTaskSource<ModbusResult>, IThreadPoolWorkItem
{
    /// <summary>Bytes before the protocol data unit: room for the TCP header.</summary>
    internal const int HeaderBytes = 7;

    private ManualResetValueTaskSourceCore<ModbusResult> _answer;
    private ModbusResult _result;
    private CancellationTokenRegistration _cancellation;

    /// <summary>Header, protocol data unit, and room for a check sum.</summary>
    internal byte[] Buffer { get; } = new byte[HeaderBytes + ModbusLimits.PduBytes + 2];

    internal Span<byte> Pdu => Buffer.AsSpan(HeaderBytes);

    internal int PduLength { get; set; }

    internal ReadOnlySpan<byte> Sent => Buffer.AsSpan(HeaderBytes, PduLength);

    internal ModbusFunction Function => (ModbusFunction)Buffer[HeaderBytes];

    internal byte Unit { get; set; }

    /// <summary>Where registers that are read go.</summary>
    internal Memory<ushort> Registers { get; set; }

    /// <summary>Where bits that are read go.</summary>
    internal Memory<bool> Bits { get; set; }

    /// <summary>Where the whole answer goes, for functions that are decoded by their caller.</summary>
    internal RawAnswer? Raw { get; set; }

    internal RequestStage Stage { get; set; }

    /// <summary>Which place among the requests in flight it has.</summary>
    internal int Slot { get; set; }

    /// <summary>The number by which its answer is known; TCP only.</summary>
    internal ushort Transaction { get; set; }

    /// <summary>When its answer is overdue; timestamp of the clock.</summary>
    internal long Deadline { get; set; }

    internal CancellationToken Token { get; private set; }

    internal ValueTask<ModbusResult> Task => new(this, _answer.Version);

    /// <summary>Whether the answer is there; only for the caller that has not handed the task out yet.</summary>
    internal bool IsAnswered => _answer.GetStatus(_answer.Version) != ValueTaskSourceStatus.Pending;

    internal void Begin(byte unit, CancellationToken cancellationToken)
    {
        Unit = unit;
        Token = cancellationToken;
        Stage = RequestStage.New;
    }

    /// <summary>Watches the caller's token. Not under the channel's lock: a token that is cancelled already calls back at once.</summary>
    internal void Watch(Action<object?> onCancelled)
    {
        if (Token.CanBeCanceled)
            _cancellation = Token.UnsafeRegister(onCancelled, this);
    }

    /// <summary>Completes a request whose caller has not been given the task yet, so that there is nobody to go on.</summary>
    internal void CompleteAtOnce(ModbusResult result) => _answer.SetResult(result);

    /// <summary>Completes it, and lets its caller go on elsewhere: the thread that reads must not run user code. Queues itself, so nothing is allocated.</summary>
    internal void Complete(ModbusResult result)
    {
        _result = result;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    internal void Fail(Exception exception)
    {
        _answer.RunContinuationsAsynchronously = true;
        _answer.SetException(exception);
    }

    void IThreadPoolWorkItem.Execute() => _answer.SetResult(_result);

    ModbusResult IValueTaskSource<ModbusResult>.GetResult(short token)
    {
        // Waits for nobody: whoever cancels at this moment finds the request done.
        _cancellation.Unregister();
        try
        {
            return _answer.GetResult(token);
        }
        finally
        {
            _answer.Reset();
            _answer.RunContinuationsAsynchronously = false;
            (Registers, Bits, Raw, Token, _cancellation) = (default, default, default, default, default);
            pool.Return(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ModbusResult>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<ModbusResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);
}
