using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>Answers reads of 125 registers with zeros from a thread of its own, and allocates nothing while it does.</summary>
internal sealed class QuietDevice : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public QuietDevice()
    {
        _listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private void Serve()
    {
        try
        {
            using var socket = _listener.AcceptSocket();
            socket.NoDelay = true;
            Span<byte> request = stackalloc byte[12];
            Span<byte> answer = stackalloc byte[259];
            answer.Clear();
            while (socket.Receive(request) == request.Length)
            {
                request.CopyTo(answer);
                (answer[5], answer[8]) = (253, 250);
                answer[9..].Clear();
                socket.Send(answer);
            }
        }
        catch (SocketException)
        {
            // The test is over.
        }
    }
}
