using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The C programs of the Modbus suite, compiled into a temporary folder, with the server running on a free loopback port.</summary>
internal sealed class LibmodbusPeers : IDisposable
{
    private const string Compiler = "/usr/bin/cc";
    private const string Headers = "/usr/include/modbus";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modbus-benchmark-");
    private Process? _server;

    private LibmodbusPeers()
    {
    }

    internal int Port { get; private set; }

    /// <summary>Compiles and starts; null where there is no compiler or no libmodbus.</summary>
    internal static async Task<LibmodbusPeers?> StartAsync()
    {
        if (!File.Exists(Compiler) || !Directory.Exists(Headers))
            return null;
        var peers = new LibmodbusPeers();
        await peers.CompileAsync("libmodbus_server");
        await peers.CompileAsync("modbus_read");
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if (await peers.TryServeAsync(FreePort()))
                return peers;
        }

        peers.Dispose();
        throw new InvalidOperationException("The libmodbus server does not start.");
    }

    /// <summary>libmodbus's client, connected to the server.</summary>
    internal async Task<PeerProgram> ConnectAsync() =>
        await PeerProgram.StartAsync(Path.Combine(_folder.FullName, "modbus_read"), $"{Port}") ?? throw new InvalidOperationException("libmodbus's client does not connect.");

    public void Dispose()
    {
        if (_server is { HasExited: false })
            _server.Kill();
        _server?.WaitForExit();
        _server?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task CompileAsync(string program)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "peers", program + ".c");
        using var compiler = Process.Start(Compiler, ["-O2", "-I" + Headers, source, "-o", Path.Combine(_folder.FullName, program), "-lmodbus"]);
        await compiler.WaitForExitAsync();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException($"{program}.c does not compile.");
    }

    private async Task<bool> TryServeAsync(int port)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder.FullName, "libmodbus_server"), ["tcp", "127.0.0.1", $"{port}"]) { RedirectStandardOutput = true };
        var server = Process.Start(start)!;
        if (await server.StandardOutput.ReadLineAsync() == "READY")
        {
            (_server, Port) = (server, port);
            return true;
        }

        // Somebody else took the port in between.
        await server.WaitForExitAsync();
        server.Dispose();
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
