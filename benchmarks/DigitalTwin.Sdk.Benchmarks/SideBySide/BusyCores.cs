using System.Diagnostics;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>
/// Keeps every core awake by a loop of the lowest priority. A core that may sleep takes longer to wake than many a message takes to be
/// worked on; then a figure says more about the machine's power saving than about either side.
/// </summary>
internal sealed class BusyCores : IDisposable
{
    internal const string Command = "busy-core";
    private readonly ChildProcess[] _loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new ChildProcess(Command))];

    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Dispose();
    }

    /// <summary>The loop itself, in a process of its own, until its input is closed.</summary>
    internal static int Loop()
    {
        using (var self = Process.GetCurrentProcess())
            self.PriorityClass = ProcessPriorityClass.Idle;

        // In a thread of its own: the console reads synchronously, also when asked for a task.
        var end = Task.Run(Console.In.ReadLine);
        while (!end.IsCompleted)
            Thread.SpinWait(1000);
        return 0;
    }
}
