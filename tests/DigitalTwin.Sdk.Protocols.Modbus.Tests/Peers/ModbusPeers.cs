using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests.Peers;

/// <summary>The servers of tests/peers/modbus.</summary>
public sealed class ModbusPeers : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modbus-peers-").FullName;
    private readonly Lock _lock = new();
    private Task<string>? _libmodbus;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    internal async Task<(PeerProcess Process, int Port)> ServeTcpAsync(string peer)
    {
        for (var attempt = 0; ; attempt++)
        {
            var port = FreePort();
            try
            {
                return (await StartAsync(peer, "tcp", "127.0.0.1", "--port", $"{port}"), port);
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                // Somebody took the port meanwhile.
            }
        }
    }

    /// <summary>Joins two pseudo-terminals, and serves on one of them.</summary>
    internal async Task<(PeerProcess Line, PeerProcess Server, string Port)> ServeRtuAsync(string peer)
    {
        var (near, far) = (Path.Combine(_folder, Path.GetRandomFileName()), Path.Combine(_folder, Path.GetRandomFileName()));
        var line = await PeerProcess.StartAsync("/usr/bin/socat", ["-d", "-d", $"pty,raw,echo=0,link={near}", $"pty,raw,echo=0,link={far}"], "starting data transfer loop");
        return (line, await StartAsync(peer, "rtu", far, "--rtu", far), near);
    }

    private async Task<PeerProcess> StartAsync(string peer, string mode, string target, string option, string value) => peer switch
    {
        "libmodbus" => await PeerProcess.StartAsync(await LibmodbusAsync(), [mode, target, mode == "tcp" ? value : "115200"]),
        "pymodbus" => await PeerProcess.StartAsync("/usr/bin/python3", ["pymodbus_server.py", option, value]),
        "modbus-serial" => await PeerProcess.StartAsync("node", ["modbus-serial-server.js", option, value]),
        _ => await PeerProcess.StartAsync("node", ["jsmodbus-server.js", option, value]),
    };

    private Task<string> LibmodbusAsync()
    {
        lock (_lock)
            return _libmodbus ??= BuildAsync();
    }

    private async Task<string> BuildAsync()
    {
        var target = Path.Combine(_folder, "libmodbus_server");
        await PeerProcess.RunAsync("/usr/bin/cc", "-O2", "-I/usr/include/modbus", "libmodbus_server.c", "-o", target, "-lmodbus");
        return target;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
