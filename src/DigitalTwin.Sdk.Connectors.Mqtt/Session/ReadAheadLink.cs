using System.Net;
using System.Net.Sockets;
using MQTTnet.Channel;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Opens the TCP connection of an unencrypted link.</summary>
internal sealed class ReadAheadLink : IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        // What is unsent when we close is thrown away: on a stalled link it would arrive when nobody expects it any more.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        try
        {
            await socket.ConnectAsync(brokerEndPoint, cancellationToken).ConfigureAwait(false);
            return new ReadAheadStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
