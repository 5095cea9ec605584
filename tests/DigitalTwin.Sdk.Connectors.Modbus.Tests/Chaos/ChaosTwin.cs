using System.Diagnostics;
using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>One life of the twin's process.</summary>
internal sealed class ChaosTwin : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly SemaphoreSlim _said = new(0);
    private long _written;
    private long _lines;

    private ChaosTwin(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Samples that this life has put into the journal.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Samples that it has worked off, good and bad.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Waits for the twin to come so far.</summary>
    public async Task Until(Func<ChaosTwin, bool> condition)
    {
        while (!condition(this))
            Assert.True(await _said.WaitAsync(TestHost.Limit), "the twin stands still");
    }

    public static ChaosTwin Start(string device, string journal) =>
        new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(ChaosTwin).Assembly.Location, ChaosTwinProgram.Word, device, journal]) { RedirectStandardOutput = true, RedirectStandardInput = true })!);

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
            if (line.Split(' ') is ["at", _, var written, _] && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                Interlocked.Exchange(ref _written, number);
                Interlocked.Increment(ref _lines);
                _said.Release();
            }
        }
    }
}
