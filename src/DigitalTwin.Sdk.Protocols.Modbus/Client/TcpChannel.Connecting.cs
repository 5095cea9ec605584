namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <content>Opening the link, and what becomes of requests when it breaks.</content>
internal sealed partial class TcpChannel
{
    /// <summary>The attempt to open the link that is under way. Under the gate.</summary>
    private Task<ModbusException?> Connecting() => _connecting ??= Task.Run(OpenAsync);

    private async Task<ModbusException?> OpenAsync()
    {
        try
        {
            var link = await DialAsync().ConfigureAwait(false);
            await OpenedAsync(link).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is: who waits must be told, and the next request tries again.
            var why = e as ModbusException ?? new ModbusException($"{Peer} cannot be reached: {e.GetBaseException().Message}", e);
            List<PendingRequest> left;
            lock (Gate)
            {
                _connecting = null;
                left = DequeueAll();
            }

            FailAll(left, () => new ModbusException(why.Message, e));
            return why;
        }
    }

    private async Task<TcpLink> DialAsync()
    {
        using var timeout = new CancellationTokenSource(Options.ConnectTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            return await _dial(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new ModbusException($"{Peer} does not answer within {Options.ConnectTimeout.TotalSeconds:0.###} s.");
        }
    }

    private async Task OpenedAsync(TcpLink link)
    {
        bool isDisposed;
        lock (Gate)
        {
            isDisposed = IsDisposed;
            if (!isDisposed)
            {
                _connecting = null;
                _link = link;
                _silent = 0;
                _pumping = Task.WhenAll(_pumping, Task.Run(() => PumpAsync(link)));
                AssignWaiting();
            }
        }

        if (isDisposed)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            return;
        }

        CountConnection();
        Wake(link);
    }

    /// <summary>Gives the link up. What is in flight fails; what waits is sent over the next link.</summary>
    private void Break(TcpLink link, string reason, Exception? cause = null)
    {
        List<PendingRequest> lost;
        lock (Gate)
        {
            if (_link != link)
                return;
            _link = null;
            lost = TakeInFlight();
            if (Waiting.Count > 0 && !IsDisposed)
                _ = Connecting();
        }

        link.Signal.Set();
        _ = DropAsync(link);
        FailAll(lost, () => new ModbusException($"{Peer}: {reason}; the request may have been carried out.", cause));
    }

    /// <summary>Under the gate.</summary>
    private List<PendingRequest> TakeInFlight()
    {
        var taken = new List<PendingRequest>();
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i] is not { } request)
                continue;
            request.Stage = RequestStage.Done;
            taken.Add(request);
            _slots[i] = null;
            _free.Push(i);
        }

        _inFlight = 0;
        _deadlines.Disarm();
        return taken;
    }

    private static async Task DropAsync(TcpLink link)
    {
        try
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It was broken; how it ends is of no interest.
        }
    }
}
