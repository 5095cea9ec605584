using System.Diagnostics;
using System.Text.Json;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>A program of <c>benchmarks/peers</c> that waits for the name of a work, does it, and answers with its cost and result.</summary>
internal sealed class PeerProgram : IDisposable
{
    // Debian's own interpreter; another Python on the path does not see Debian's packages.
    private const string Interpreter = "/usr/bin/python3";
    private readonly Process _process;
    private JsonElement _versions;

    private PeerProgram(Process process) => _process = process;

    /// <summary>Starts a Python script; null if it cannot run here.</summary>
    internal static Task<PeerProgram?> StartPythonAsync(string script, params string[] arguments) =>
        File.Exists(Interpreter) ? StartAsync(Interpreter, ["-B", Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments]) : Task.FromResult<PeerProgram?>(null);

    /// <summary>Starts a program; null if it ends before it has said its versions.</summary>
    internal static async Task<PeerProgram?> StartAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var peer = new PeerProgram(Process.Start(start)!);
        peer._process.ErrorDataReceived += static (_, _) => { };
        peer._process.BeginErrorReadLine();
        if (await peer._process.StandardOutput.ReadLineAsync() is { } versions)
        {
            peer._versions = Parse(versions);
            return peer;
        }

        peer.Dispose();
        return null;
    }

    /// <summary>The package with its version; null if it is not installed.</summary>
    internal string? Version(string package) => _versions.GetProperty(package).GetString() is { } version ? $"{package} {version}" : null;

    /// <summary>One run of one work.</summary>
    /// <param name="work">Its name.</param>
    /// <param name="check">Throws if the answer is not the right one.</param>
    internal async Task<Trial> RunAsync(string work, Action<JsonElement> check)
    {
        await _process.StandardInput.WriteLineAsync(work);
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The peer ended in '{work}'.");
        var answer = Parse(line);
        check(answer);
        return new Trial(answer.GetProperty("wall").GetDouble(), answer.GetProperty("cpu").GetDouble(), 0);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
