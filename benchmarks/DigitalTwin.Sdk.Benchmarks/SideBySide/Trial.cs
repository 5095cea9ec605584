using System.Diagnostics;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>What one run of a work cost, per operation.</summary>
/// <param name="Wall">Nanoseconds from the first operation until the last has had its whole effect.</param>
/// <param name="Cpu">Nanoseconds of processor time of all threads of this process.</param>
/// <param name="Bytes">Bytes allocated by all threads.</param>
internal readonly record struct Trial(double Wall, double Cpu, double Bytes)
{
    /// <summary>Times a work.</summary>
    /// <param name="operations">How many operations the work has.</param>
    /// <param name="submit">Does them.</param>
    /// <param name="settle">Waits until all their effects are there.</param>
    internal static Trial Time(int operations, Action submit, Action settle)
    {
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        submit();
        settle();
        var wall = Stopwatch.GetElapsedTime(start);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new Trial(Each(wall), Each(cpu), bytes / (double)operations);

        double Each(TimeSpan time) => time.TotalNanoseconds / operations;
    }
}
