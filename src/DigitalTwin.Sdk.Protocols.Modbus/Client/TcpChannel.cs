namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>
/// Requests over a connection whose frames carry transaction numbers, so that several may be in flight and a late answer is known for what it is.
/// </summary>
/// <remarks>
/// Who reads: at any time one thread at most. The caller that has just sent reads for a moment itself, which spares two changes of threads where the device
/// answers at once; else a loop of the channel does. Under <see cref="ModbusChannel.Gate"/>: slots, queue, link. User code never runs under it.
/// </remarks>
internal sealed partial class TcpChannel : ModbusChannel
{
    // So many requests in a row without any answer, and the link is taken for dead.
    private const int MostSilent = 3;
    private readonly Func<CancellationToken, Task<TcpLink>> _dial;
    private readonly PendingRequest?[] _slots;
    private readonly Stack<int> _free = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Deadlines _deadlines;
    private readonly Action<object?> _onCancelled;
    private TcpLink? _link;
    private Task<ModbusException?>? _connecting;
    private Task _pumping = Task.CompletedTask;
    private int _inFlight;
    private int _silent;
    private ushort _turn;

    internal TcpChannel(ModbusClientOptions options, string peer, Func<CancellationToken, Task<TcpLink>> dial)
        : base(options, peer)
    {
        _dial = dial;
        _slots = new PendingRequest?[options.MaxInFlight];
        for (var i = _slots.Length - 1; i >= 0; i--)
            _free.Push(i);
        _spin = new AdaptiveSpin(options.SpinAtMost);
        _deadlines = new Deadlines(options.TimeProvider, options.Timeout, OnTick);
        _onCancelled = request => OnCancelled((PendingRequest)request!);
    }

    internal override async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Task<ModbusException?> connecting;
        lock (Gate)
        {
            if (IsDisposed)
                throw Disposed();
            if (_link is not null)
                return;
            connecting = Connecting();
        }

        if (await connecting.WaitAsync(cancellationToken).ConfigureAwait(false) is { } problem)
            throw problem;
    }

    internal override ValueTask<ModbusResult> Submit(PendingRequest request)
    {
        if (Start(request) is { } link && !IsBroken(link))
            Accompany(link, request);
        if (!request.IsAnswered)
            request.Watch(_onCancelled);
        return request.Task;
    }

    public override async ValueTask DisposeAsync()
    {
        List<PendingRequest> left;
        TcpLink? link;
        Task? connecting;
        lock (Gate)
        {
            if (IsDisposed)
                return;
            IsDisposed = true;
            (link, connecting, _link) = (_link, _connecting, null);
            left = [.. TakeInFlight(), .. DequeueAll()];
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        FailAll(left, Disposed);
        await _deadlines.DisposeAsync().ConfigureAwait(false);
        if (connecting is not null)
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (link is not null)
        {
            link.Signal.Set();
            await link.DisposeAsync().ConfigureAwait(false);
        }

        await _pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Gives the request its place, if one is free, or lets it wait.</summary>
    /// <returns>The link over which it has been sent; null if it waits.</returns>
    private TcpLink? Start(PendingRequest request)
    {
        TcpLink? closed = null;
        lock (Gate)
        {
            if (IsDisposed)
                throw Disposed();
            if (_link is not null && _inFlight == 0 && IsClosed(_link))
                (closed, _link) = (_link, null);
            if (_link is { } link && _free.Count > 0 && Waiting.Count == 0)
            {
                Assign(link, request);
                return link;
            }

            Enqueue(request);
            if (_link is null)
                _ = Connecting();
        }

        if (closed is not null)
        {
            closed.Signal.Set();
            _ = DropAsync(closed);
        }

        return null;
    }

    /// <summary>Whether the other side has closed while nothing was asked: many do after a while, and no request need fail for it. Under the gate.</summary>
    private bool IsClosed(TcpLink link)
    {
        if (!link.CanPoll || Time.GetElapsedTime(link.LastUse) < TimeSpan.FromSeconds(1))
            return false;
        if (Interlocked.CompareExchange(ref link.Reader, 1, 0) != 0)
            return false;
        try
        {
            // What comes unasked is an answer that was given up; it is taken apart with the next.
            var count = link.Poll(link.Received.Free.Span);
            if (count > 0)
                link.Received.Add(count);
            return count < 0;
        }
        finally
        {
            Volatile.Write(ref link.Reader, 0);
        }
    }

    /// <summary>
    /// Gives a request a free place and sends it. Under the gate, so that its bytes cannot become another's meanwhile: who gives it up can do so only afterwards.
    /// Sending never waits. What fails is noted with the link, for <see cref="IsBroken"/> to be asked outside the gate.
    /// </summary>
    private void Assign(TcpLink link, PendingRequest request)
    {
        request.Slot = _free.Pop();
        _slots[request.Slot] = request;
        _inFlight++;
        request.Stage = RequestStage.InFlight;

        // The slot is told from the number, and a number comes back after all others of its slot.
        var turns = (ushort.MaxValue + 1) / _slots.Length;
        _turn = (ushort)((_turn + 1) % turns);
        request.Transaction = (ushort)((_turn * _slots.Length) + request.Slot);
        link.LastUse = Time.GetTimestamp();
        request.Deadline = _deadlines.From(link.LastUse);
        _deadlines.Arm();
        Transmit(link, request);
    }

    private void Transmit(TcpLink link, PendingRequest request)
    {
        var header = request.Buffer.AsSpan(0, PendingRequest.HeaderBytes);
        Framing.Words.Write(header, 0, request.Transaction);
        Framing.Words.Write(header, 2, 0);
        Framing.Words.Write(header, 4, request.PduLength + 1);
        header[6] = request.Unit;
        CountSent();
        link.Failure ??= link.Send(request.Buffer.AsSpan(0, PendingRequest.HeaderBytes + request.PduLength));
    }

    /// <summary>Whether sending over a link has failed; it is then given up. Not under the gate.</summary>
    private bool IsBroken(TcpLink link)
    {
        if (link.Failure is not { } problem)
            return false;
        Break(link, problem);
        return true;
    }

    private void OnCancelled(PendingRequest request)
    {
        TcpLink? link;
        CancellationToken token;
        lock (Gate)
        {
            // It may be somebody else's by now, whose token is a different one.
            token = request.Token;
            if (!token.IsCancellationRequested || request.Stage is not (RequestStage.Queued or RequestStage.InFlight))
                return;
            link = _link;
            if (request.Stage == RequestStage.InFlight)
                Replace(request);
            request.Stage = RequestStage.Done;
        }

        request.Fail(new OperationCanceledException(token));
        Wake(link);
    }

    private void OnTick(long now)
    {
        List<PendingRequest> overdue = [];
        TcpLink? link;
        bool isDead;
        lock (Gate)
        {
            link = _link;
            foreach (var request in _slots)
            {
                if (request is null || request.Deadline > now)
                    continue;
                overdue.Add(request);
                request.Stage = RequestStage.Done;
                _silent++;
            }

            isDead = link is not null && overdue.Count > 0 && _silent >= MostSilent;
            foreach (var request in overdue)
                Release(request);
            if (!isDead)
                AssignWaiting();
            if (_inFlight == 0)
                _deadlines.Disarm();
        }

        foreach (var request in overdue)
        {
            CountTimeout();
            request.Fail(new TimeoutException($"{Peer}, unit {request.Unit}: no answer to {request.Function} within {Options.Timeout.TotalSeconds:0.###} s; it may have been carried out."));
        }

        if (isDead)
            Break(link!, $"no answer to {MostSilent} requests in a row");
        else if (overdue.Count > 0)
            Wake(link);
    }

    /// <summary>Frees the place of a request and gives it to the next that waits. Under the gate.</summary>
    private void Replace(PendingRequest request)
    {
        Release(request);
        AssignWaiting();
    }

    private void Release(PendingRequest request)
    {
        _slots[request.Slot] = null;
        _free.Push(request.Slot);
        _inFlight--;
    }

    private void AssignWaiting()
    {
        while (_link is { } link && _free.Count > 0 && Dequeue() is { } next)
            Assign(link, next);
    }

    /// <summary>Lets the loop read, if there is something to be read and nobody does. Not under the gate.</summary>
    private void Wake(TcpLink? link)
    {
        if (link is not null && !IsBroken(link))
            link.Signal.Set();
    }
}
