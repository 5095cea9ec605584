using System.Diagnostics;
using System.Reflection;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>This program once more, for work whose processor time must not count as ours. Ends when its input is closed, so it cannot outlive us.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    internal ChildProcess(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    /// <summary>Sends a line and waits for one.</summary>
    internal async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The helper process has ended early.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        _process.Dispose();
    }
}
