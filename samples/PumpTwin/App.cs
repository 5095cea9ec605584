using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The program around the twin: options, Ctrl+C, and an exit code that tells how it went.</summary>
internal static class App
{
    internal const int Succeeded = 0;
    internal const int Failed = 1;
    internal const int Misused = 2;
    internal const int Stopped = 130;

    internal static async Task<int> RunAsync(string[] args)
    {
        if (!RunOptions.TryParse(args, out var options, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            await Console.Error.WriteLineAsync(RunOptions.Usage);
            return Misused;
        }

        if (options.WantsHelp)
        {
            Console.WriteLine(RunOptions.Usage);
            return Succeeded;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return options.Replay is { } file
                ? await ReplayRun.RunAsync(options, file, stop.Token)
                : await PumpRun.RunAsync(options, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.WriteLine("Stopped.");
            return Stopped;
        }
        catch (Exception e)
        {
            // The outermost boundary of a program: whatever went wrong is said, and the exit code is not zero.
            await Console.Error.WriteLineAsync($"Failed: {e.Message}");
            return Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
