using System.Net;
using System.Net.Sockets;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>Serves one device over Modbus TCP or RTU over TCP, on one port through all its restarts.</summary>
internal sealed class ChaosServer(IModbusDevice device, bool isRtu) : IAsyncDisposable
{
    private readonly List<ModbusRtuServer> _lines = [];
    private ModbusServer? _server;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public async Task StartAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (isRtu)
                    Listen();
                else
                    EndPoint = (_server = ModbusServer.ListenOnTcp(device, EndPoint)).EndPoint;
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                // The system has not let go of the port yet.
                await Task.Yield();
            }
        }
    }

    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _listener?.Dispose();
        await _accepting;
        foreach (var line in _lines)
            await line.DisposeAsync();
        _lines.Clear();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Listen()
    {
        _listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(EndPoint);
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _lines.Add(ModbusRtuServer.Serve(device, new NetworkStream(await listener.AcceptAsync(), ownsSocket: true)));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
