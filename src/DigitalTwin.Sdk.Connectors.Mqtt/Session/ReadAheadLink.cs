using System.Net;
using System.Net.Sockets;
using MQTTnet.Channel;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Opens the TCP connection of an unencrypted link.</summary>
internal sealed class ReadAheadLink : IMqttClientStreamProvider
{
    public async Task<Stream> ConnectAsync(EndPoint brokerEndPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
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
