using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>A mosquitto of our own on a free loopback port, with its configuration in a temporary folder; stopped by its process.</summary>
internal sealed class MosquittoBroker : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mosquitto-benchmark-");
    private readonly Process _process;

    private MosquittoBroker(string executable)
    {
        Port = FreePort();
        var configuration = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllLines(configuration,
        [
            $"listener {Port} 127.0.0.1",
            "allow_anonymous true",
            "persistence false",
            "max_queued_messages 0",
            "set_tcp_nodelay true",
            "log_type error",
        ]);
        _process = Process.Start(new ProcessStartInfo(executable, ["-c", configuration]) { RedirectStandardError = true })!;
    }

    internal int Port { get; }

    /// <summary>Starts one and waits until it accepts connections; null if mosquitto is not installed.</summary>
    internal static async Task<MosquittoBroker?> StartAsync()
    {
        var executable = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);
        if (executable is null)
            return null;
        var broker = new MosquittoBroker(executable);
        for (var attempt = 0; attempt < 100; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, broker.Port);
                return broker;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        broker.Dispose();
        throw new InvalidOperationException("mosquitto does not start.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
