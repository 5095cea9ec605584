using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>
/// Requests over a line whose frames carry no numbers: one at a time, and after a time-out or a damaged answer the line is left alone until it is certain that
/// nothing more comes of it.
/// </summary>
internal sealed class RtuChannel : ModbusChannel
{
    // A device is given so much time to work what is addressed to all, for it does not say when it has (Modbus over Serial Line V1.02, clause 2.4.1: 100 to 200 ms).
    private static readonly TimeSpan TurnaroundDelay = TimeSpan.FromMilliseconds(100);
    // So many requests in a row without any answer, and a connection is taken for dead: the other side may have gone without a word.
    private const int MostSilent = 3;
    private readonly Func<CancellationToken, Task<Stream>> _open;
    private readonly bool _isConnection;
    private readonly TimeSpan _silence;
    private readonly AutoResetSignal _signal = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Action<object?> _onCancelled;
    private readonly Task _working;
    private readonly byte[] _frame = new byte[RtuFrame.MostBytes];
    private RtuLine? _line;
    private TaskCompletionSource? _connecting;
    private int _silent;

    /// <param name="options">How.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="silence">The gap between two frames, t3.5.</param>
    /// <param name="open">Opens the line.</param>
    /// <param name="isConnection">Whether it is a connection, which may be dead without anybody saying so, rather than a wire.</param>
    internal RtuChannel(ModbusClientOptions options, string peer, TimeSpan silence, Func<CancellationToken, Task<Stream>> open, bool isConnection)
        : base(options, peer)
    {
        _open = open;
        _silence = silence;
        _isConnection = isConnection;
        _onCancelled = request => OnCancelled((PendingRequest)request!);
        _working = Task.Run(WorkAsync);
    }

    internal override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Task connecting;
        lock (Gate)
        {
            if (IsDisposed)
                throw Disposed();
            if (_line is not null)
                return;
            _connecting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            connecting = _connecting.Task;
        }

        _signal.Set();
        await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    internal override ValueTask<ModbusResult> Submit(PendingRequest request)
    {
        lock (Gate)
        {
            if (IsDisposed)
                throw Disposed();
            Enqueue(request);
        }

        request.Watch(_onCancelled);
        _signal.Set();
        return request.Task;
    }

    public override async ValueTask DisposeAsync()
    {
        List<PendingRequest> left;
        lock (Gate)
        {
            if (IsDisposed)
                return;
            IsDisposed = true;
            left = DequeueAll();
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        FailAll(left, Disposed);
        _signal.Set();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(false);
        lock (Gate)
            _connecting?.TrySetException(Disposed());
        _stopping.Dispose();
    }

    private void OnCancelled(PendingRequest request)
    {
        CancellationToken token;
        lock (Gate)
        {
            // It may be somebody else's by now. One on its way is given up when its turn ends: the line has to be kept quiet for it.
            token = request.Token;
            if (!token.IsCancellationRequested || request.Stage is not (RequestStage.Queued or RequestStage.InFlight))
                return;
            request.Stage = RequestStage.Done;
        }

        request.Fail(new OperationCanceledException(token));
    }

    private async Task WorkAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _signal.WaitAsync().ConfigureAwait(false);
            if (Volatile.Read(ref _connecting) is not null)
                await TryOpenAsync().ConfigureAwait(false);
            while (Next() is { Request: { } request } turn)
                await WorkAsync(request, turn).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the next request and writes its frame. Under the gate, as a request that is given up may become another at any moment.</summary>
    private Turn Next()
    {
        lock (Gate)
        {
            if (IsDisposed || Dequeue() is not { } request)
                return default;
            request.Stage = RequestStage.InFlight;
            return new Turn(request, request.Unit, request.Function, RtuFrame.Write(request.Unit, request.Sent, _frame));
        }
    }

    /// <summary>Asks, and waits for the answer or its time to run out.</summary>
    private async Task WorkAsync(PendingRequest request, Turn turn)
    {
        var (_, unit, function, length) = turn;
        if (await TryOpenAsync().ConfigureAwait(false) is { } problem)
        {
            Fail(request, new ModbusException(problem.Message, problem));
            return;
        }

        var line = _line!;
        try
        {
            if (line.NeedsRest)
                await line.RestAsync(Options.LateAnswerWindow ?? Shorter(Options.Timeout, TimeSpan.FromSeconds(2)), CountLate, _stopping.Token).ConfigureAwait(false);
            CountSent();
            await line.SendAsync(_frame.AsMemory(0, length), _stopping.Token).ConfigureAwait(false);
            if (unit == 0)
            {
                await Task.Delay(TurnaroundDelay, Time, _stopping.Token).ConfigureAwait(false);
                Finish(request, ModbusResult.Success);
                return;
            }

            var answer = await line.ReceiveAsync(unit, Options.Timeout, _stopping.Token).ConfigureAwait(false);
            _silent = answer.Kind == RtuAnswerKind.Nothing ? _silent + 1 : 0;
            Settle(request, line, answer, unit, function);
            if (_isConnection && _silent >= MostSilent)
                await CloseAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Fail(request, Disposed());
        }
        catch (Exception e)
        {
            await CloseAsync().ConfigureAwait(false);
            Fail(request, new ModbusException($"{Peer}: {e.GetBaseException().Message}; the request may have been carried out.", e));
        }
    }

    private void Settle(PendingRequest request, RtuLine line, RtuAnswer answer, byte unit, ModbusFunction function)
    {
        if (answer.Kind == RtuAnswerKind.Nothing)
        {
            line.NeedsRest = true;
            CountTimeout();
            Fail(request, new TimeoutException($"{Peer}, unit {unit}: no answer to {function} within {Options.Timeout.TotalSeconds:0.###} s; it may have been carried out."));
            return;
        }

        var problem = answer.Problem;
        ModbusResult result = default;
        if (problem is null)
        {
            lock (Gate)
            {
                // Whoever has given up is not written to.
                if (request.Stage != RequestStage.InFlight)
                    return;
                problem = Answers.Accept(request, answer.Frame.Span[0], answer.Frame.Span[1..^2], out result);
                if (problem is null)
                    request.Stage = RequestStage.Done;
            }

            if (problem is null)
            {
                CountAnswer(result);
                request.Complete(result);
                return;
            }
        }

        line.NeedsRest = true;
        CountDamaged();
        Fail(request, new ModbusException($"{Peer}, unit {unit}: the answer to {function} is none: {problem}."));
    }

    private void Finish(PendingRequest request, ModbusResult result)
    {
        lock (Gate)
        {
            if (request.Stage != RequestStage.InFlight)
                return;
            request.Stage = RequestStage.Done;
        }

        request.Complete(result);
    }

    private void Fail(PendingRequest request, Exception why)
    {
        lock (Gate)
        {
            if (request.Stage != RequestStage.InFlight)
                return;
            request.Stage = RequestStage.Done;
        }

        request.Fail(why);
    }

    private async ValueTask<ModbusException?> TryOpenAsync()
    {
        ModbusException? problem = null;
        if (_line is null)
        {
            using var timeout = new CancellationTokenSource(Options.ConnectTimeout, Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
            try
            {
                _line = new RtuLine(await _open(either.Token).ConfigureAwait(false), _silence, Time);
                CountConnection();
            }
            catch (Exception e)
            {
                problem = new ModbusException($"{Peer} cannot be opened: {(timeout.IsCancellationRequested ? "it does not answer in time" : e.GetBaseException().Message)}", e);
            }
        }

        TaskCompletionSource? waiting;
        lock (Gate)
            (waiting, _connecting) = (_connecting, null);
        if (problem is null)
            waiting?.TrySetResult();
        else
            waiting?.TrySetException(problem);
        return problem;
    }

    private async ValueTask CloseAsync()
    {
        if (_line is not { } line)
            return;
        _line = null;
        _silent = 0;
        await line.DisposeAsync().ConfigureAwait(false);
    }

    private readonly record struct Turn(PendingRequest? Request, byte Unit, ModbusFunction Function, int Length);

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a == Timeout.InfiniteTimeSpan || a > b ? b : a;
}
