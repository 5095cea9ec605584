using System.Diagnostics;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests.Peers;

/// <summary>A server of somebody else's, ready once it has said so, ended with the test.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process) => _process = process;

    public static string Folder { get; } = Path.Combine(Root(), "tests", "peers", "modbus");

    /// <summary>Starts a program and waits for a line that says it is ready.</summary>
    public static async Task<PeerProcess> StartAsync(string program, IEnumerable<string> arguments, string ready = "READY")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        var isReady = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        void Hear(object sender, DataReceivedEventArgs e)
        {
            lock (said)
                said.Add(e.Data ?? "");
            if (e.Data?.Contains(ready, StringComparison.Ordinal) == true)
                isReady.TrySetResult();
        }

        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Exited += (_, _) => isReady.TrySetException(new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended: {string.Join('\n', said)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await isReady.Task.WaitAsync(ScriptedDevice.Limit);
        return new PeerProcess(process);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Folder })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(ScriptedDevice.Limit);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output} {await error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(ScriptedDevice.Limit);
        _process.Dispose();
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigitalTwin.Sdk.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The repository's root is not above the tests.");
    }
}
