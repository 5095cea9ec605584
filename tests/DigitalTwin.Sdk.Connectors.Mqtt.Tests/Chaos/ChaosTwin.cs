using System.Diagnostics;
using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests.Chaos;

/// <summary>One life of the twin's process.</summary>
internal sealed class ChaosTwin : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly TaskCompletionSource _isStarted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isConnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _said = new(0);
    private long _at;

    private ChaosTwin(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The newest message that has gone into the twin's state.</summary>
    public long At => Interlocked.Read(ref _at);

    public long Written { get; private set; }

    public long Duplicates { get; private set; }

    public long Replayed { get; private set; }

    public long NotWritten { get; private set; }

    public static ChaosTwin Start(string broker, string certificates, string journal)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(ChaosTwin).Assembly.Location, ChaosTwinProgram.Word, broker, certificates, journal]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        return new ChaosTwin(Process.Start(start)!);
    }

    /// <summary>Waits for the twin to come so far.</summary>
    public async Task Until(Func<ChaosTwin, bool> condition)
    {
        while (!condition(this))
            Assert.True(await _said.WaitAsync(Wait.Limit), "the twin stands still");
    }

    public Task IsStarted => _isStarted.Task.WaitAsync(Wait.Limit);

    public Task IsConnected => _isConnected.Task.WaitAsync(Wait.Limit);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public void Dispose()
    {
        _process.Dispose();
        _said.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "started")
                _isStarted.TrySetResult();
            if (line == "connected")
                _isConnected.TrySetResult();
            if (line.Split(' ') is not ["at", var at, var written, var duplicates, var replayed, var notWritten])
                continue;
            Interlocked.Exchange(ref _at, Number(at));
            (Written, Duplicates, Replayed, NotWritten) = (Number(written), Number(duplicates), Number(replayed), Number(notWritten));
            _said.Release();
        }

        // The last line may be cut off by the kill.
        static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
