using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Testing;

/// <summary>One client joined to the server by two pumps, one for each direction.</summary>
internal sealed class LinkConnection(FaultyLink link, Socket client, EndPoint server, int index) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private LinkPump[]? _pumps;
    private bool _wasCut;
    private bool _hasEnded;

    /// <summary>Ends when both sockets are closed; never fails.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    internal void Run(Action ended) => Completion = RunAsync(ended);

    /// <summary>Resets both sides. Only the first call counts, and none after the end.</summary>
    internal void Cut()
    {
        lock (_lock)
        {
            if (_hasEnded || _wasCut)
                return;
            _wasCut = true;
        }

        link.Count(static (c, n) => c with { Cut = c.Cut + n });
        Break();
    }

    /// <summary>Ends one direction; what still comes in it is lost.</summary>
    internal void HalfClose(LinkDirection direction) => Volatile.Read(ref _pumps)?[(int)direction].HalfClose();

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Action ended)
    {
        await Task.Yield();
        var joined = false;
        try
        {
            client.NoDelay = true;
            joined = await ConnectAsync().ConfigureAwait(false);
            if (joined)
            {
                var toServer = new LinkPump(link, client, _server, LinkDirection.ToServer, index);
                var toClient = new LinkPump(link, _server, client, LinkDirection.ToClient, index);
                Volatile.Write(ref _pumps, [toServer, toClient]);
                await Task.WhenAll(RunAsync(toServer), RunAsync(toClient)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Cut between two steps; what is left to do is below.
        }

        lock (_lock)
            _hasEnded = true;
        Dispose();
        ended();
        if (joined)
            link.Count(static (c, n) => c with { Open = c.Open - (int)n });
    }

    private async Task<bool> ConnectAsync()
    {
        try
        {
            await _server.ConnectAsync(server, _stop.Token).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            client.Reset();
            link.Count(static (c, n) => c with { Unreachable = c.Unreachable + n });
            return false;
        }

        link.Count(static (c, n) => c with { Accepted = c.Accepted + n, Open = c.Open + (int)n });
        return true;
    }

    private async Task RunAsync(LinkPump pump)
    {
        switch (await pump.RunAsync(_stop.Token).ConfigureAwait(false))
        {
            case LinkPump.End.CutAsked:
                Cut();
                break;
            case LinkPump.End.Broken:
                Break();
                break;
        }
    }

    private void Break()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }

        client.Reset();
        _server.Reset();
    }
}
