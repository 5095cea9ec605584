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
                    isBroken = !Take(link, link.Poll(link.Received.Free.Span), own);
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

    /// <summary>Reads whenever something is in flight and nobody else reads. One method that never ends before its link does: each call that waits would allocate.</summary>
    private async Task PumpAsync(TcpLink link)
    {
        while (!_stopping.IsCancellationRequested && Volatile.Read(ref _link) == link)
        {
            await link.Signal.WaitAsync().ConfigureAwait(false);
            while (Volatile.Read(ref _inFlight) > 0 && Interlocked.CompareExchange(ref link.Reader, 1, 0) == 0)
            {
                while (Volatile.Read(ref _inFlight) > 0)
                {
                    var count = Linger(link);
                    try
                    {
                        if (count == 0)
                            count = Ended(await link.ReceiveAsync(link.Received.Free).ConfigureAwait(false));
                    }
                    catch (Exception e)
                    {
                        Break(link, e.GetBaseException().Message, e);
                        return;
                    }

                    if (!Take(link, count))
                        return;
                }

                Volatile.Write(ref link.Reader, 0);
            }
        }
    }

    private static int Ended(int count) => count == 0 ? -1 : count;

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
    /// <param name="link">The link.</param>
    /// <param name="count">How many; -1 if the other side has closed.</param>
    /// <param name="own">The request of the thread that reads; null if it has none.</param>
    /// <returns>False if the link is broken.</returns>
    private bool Take(TcpLink link, int count, PendingRequest? own = null)
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
            Deliver(link, frame, own);
        if (link.Received.Problem is not { } problem)
            return true;
        CountDamaged();
        Break(link, problem);
        return false;
    }

    private void Deliver(TcpLink link, ReadOnlySpan<byte> frame, PendingRequest? own)
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

        Finish(request, result, problem, own);
        IsBroken(link);
    }

    private void Finish(PendingRequest request, ModbusResult result, string? problem, PendingRequest? own)
    {
        if (problem is null)
        {
            CountAnswer(result);
            if (ReferenceEquals(request, own))
                request.CompleteAtOnce(result);
            else
                request.Complete(result);
            return;
        }

        CountDamaged();
        request.Fail(new ModbusException($"{Peer}, unit {request.Unit}: the answer to {request.Function} is none: {problem}."));
    }
}
