using System.Collections.Concurrent;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>Requests to be used again, so that a read allocates nothing. Bounded: what is beyond is left to the garbage collector.</summary>
internal sealed class RequestPool
{
    private const int Capacity = 64;
    private readonly ConcurrentQueue<PendingRequest> _free = new();
    private int _count;

    internal PendingRequest Take()
    {
        if (!_free.TryDequeue(out var request))
            return new PendingRequest(this);
        Interlocked.Decrement(ref _count);
        return request;
    }

    internal void Return(PendingRequest request)
    {
        if (Interlocked.Increment(ref _count) <= Capacity)
            _free.Enqueue(request);
        else
            Interlocked.Decrement(ref _count);
    }
}
