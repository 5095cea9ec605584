using System.Diagnostics;
using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>One life of the twin's process.</summary>
internal sealed class ChaosTwin : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private long _written;

    private ChaosTwin(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>Samples that this life has put into the journal.</summary>
    public long Written => Interlocked.Read(ref _written);

    public static ChaosTwin Start(string device, string journal) =>
        new(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(ChaosTwin).Assembly.Location, ChaosTwinProgram.Word, device, journal]) { RedirectStandardOutput = true })!);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public void Dispose() => _process.Dispose();

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["at", _, var written, _] && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                Interlocked.Exchange(ref _written, number);
        }
    }
}
