using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <content>Receiving: taking frames apart and finding whose they are.</content>
internal sealed partial class TcpChannel
{
    private readonly AdaptiveSpin _spin;

    /// <summary>Reads for a moment on the caller's own thread, in case the answer comes at once; else leaves it to the loop.</summary>
    private void Accompany(TcpLink link, PendingRequest own)
    {
        if (link.CanPoll && _spin.IsWorthwhile && Interlocked.CompareExchange(ref link.Reader, 1, 0) == 0)
        {
            var isBroken = false;
            var began = AdaptiveSpin.Begin();
            try
            {
                while (!own.IsAnswered && !isBroken && _spin.GoesOn(began))
                    isBroken = !Take(link, link.Poll(link.Received.Free.Span));
            }
            finally
            {
                _spin.End(own.IsAnswered);
                Volatile.Write(ref link.Reader, 0);
            }

            if (own.IsAnswered && Volatile.Read(ref _inFlight) == 0)
                return;
        }

        link.Signal.Set();
    }

    /// <summary>Reads whenever something is in flight and nobody else reads.</summary>
    private async Task PumpAsync(TcpLink link)
    {
        while (!_stopping.IsCancellationRequested && Volatile.Read(ref _link) == link)
        {
            await link.Signal.WaitAsync().ConfigureAwait(false);
            while (Volatile.Read(ref _inFlight) > 0 && Interlocked.CompareExchange(ref link.Reader, 1, 0) == 0)
            {
                var isWhole = await ReadWhileInFlightAsync(link).ConfigureAwait(false);
                Volatile.Write(ref link.Reader, 0);
                if (!isWhole)
                    return;
            }
        }
    }

    private async ValueTask<bool> ReadWhileInFlightAsync(TcpLink link)
    {
        while (Volatile.Read(ref _inFlight) > 0)
        {
            var count = Linger(link);
            if (count == 0)
            {
                try
                {
                    count = await link.ReceiveAsync(link.Received.Free).ConfigureAwait(false);
                    if (count == 0)
                        count = -1;
                }
                catch (Exception e)
                {
                    Break(link, e.GetBaseException().Message, e);
                    return false;
                }
            }

            if (!Take(link, count))
                return false;
        }

        return true;
    }

    /// <summary>Polls for a moment before giving the thread away.</summary>
    private int Linger(TcpLink link)
    {
        if (!link.CanPoll)
            return 0;
        var began = AdaptiveSpin.Begin();
        int count;
        do
            count = link.Poll(link.Received.Free.Span);
        while (count == 0 && _spin.IsWorthwhile && _spin.GoesOn(began));
        _spin.End(count != 0);
        return count;
    }

    /// <summary>Takes bytes that came, and everything that is whole by them.</summary>
    /// <returns>False if the link is broken.</returns>
    private bool Take(TcpLink link, int count)
    {
        if (count == 0)
            return true;
        if (count < 0)
        {
            Break(link, "the other side has closed the connection");
            return false;
        }

        link.Received.Add(count);
        while (link.Received.TryNext(out var frame))
            Deliver(link, frame);
        if (link.Received.Problem is not { } problem)
            return true;
        CountDamaged();
        Break(link, problem);
        return false;
    }

    private void Deliver(TcpLink link, ReadOnlySpan<byte> frame)
    {
        var transaction = Words.Read(frame, 0);
        PendingRequest? request;
        ModbusResult result;
        string? problem;
        lock (Gate)
        {
            request = _slots[transaction % _slots.Length];
            if (request is null || request.Transaction != transaction || _link != link)
            {
                CountLate();
                return;
            }

            _silent = 0;
            link.LastUse = Time.GetTimestamp();

            // Under the gate, so that whoever has given up is not written to.
            problem = Answers.Accept(request, frame[6], frame[PendingRequest.HeaderBytes..], out result);
            Replace(request);
            request.Stage = RequestStage.Done;
        }

        Finish(request, result, problem);
        IsBroken(link);
    }

    private void Finish(PendingRequest request, ModbusResult result, string? problem)
    {
        if (problem is null)
        {
            CountAnswer(result);
            request.Complete(result);
            return;
        }

        CountDamaged();
        request.Fail(new ModbusException($"{Peer}, unit {request.Unit}: the answer to {request.Function} is none: {problem}."));
    }
}
