using System.Net.Sockets;

namespace DigitalTwin.Sdk.Testing;

/// <summary>Ways to end a connection.</summary>
internal static class SocketExtensions
{
    /// <summary>Closes so that the peer sees a reset at once, not an orderly end.</summary>
    internal static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }

        socket.Dispose();
    }
}
