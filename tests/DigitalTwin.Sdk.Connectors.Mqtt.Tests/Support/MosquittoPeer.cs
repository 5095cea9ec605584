using System.Diagnostics;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>Debian's mosquitto with the listeners of tests/peers/mqtt, in a temporary folder, stopped with the tests.</summary>
public sealed class MosquittoPeer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-peer-").FullName;
    private Process? _process;

    internal static string? Executable { get; } = new[] { "/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto" }.FirstOrDefault(File.Exists);

    public int Port { get; private set; }

    public string Certificate(string name) => Path.Combine(_folder, "certs", name);

    public async Task InitializeAsync()
    {
        if (Executable is null)
            return;
        var scripts = Path.Combine(RepositoryRoot(), "tests", "peers", "mqtt");
        await RunAsync("sh", Path.Combine(scripts, "make-certs.sh"), Certificate(""));
        for (var attempt = 0; ; attempt++)
        {
            Port = TestPort.Free(count: 6);
            await RunAsync("sh", Path.Combine(scripts, "mosquitto-peer.sh"), _folder, $"{Port}", Certificate(""), "--write-only");
            if (await TryStartAsync())
                return;
            Assert.True(attempt < 10, "mosquitto does not start");
        }
    }

    public async Task StopAsync()
    {
        if (_process is null)
            return;

        // Asked to, not killed: it then saves sessions and queued messages.
        await RunAsync("kill", "-TERM", $"{_process.Id}");
        await _process.WaitForExitAsync().WaitAsync(Wait.Limit);
        _process.Dispose();
        _process = null;
    }

    public async Task StartAsync() => Assert.True(await TryStartAsync(), "mosquitto does not start");

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> TryStartAsync()
    {
        var start = new ProcessStartInfo(Executable ?? "mosquitto", ["-v", "-c", Path.Combine(_folder, "mosquitto.conf")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var running = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => running.TrySetResult(false);
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data?.EndsWith("running", StringComparison.Ordinal) == true)
                running.TrySetResult(true);
        };
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        if (await running.Task.WaitAsync(Wait.Limit))
        {
            _process = process;
            return true;
        }

        process.Dispose();
        return false;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEndAsync();
        _ = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Wait.Limit);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigitalTwin.Sdk.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The repository's root is not above the tests.");
    }
}
