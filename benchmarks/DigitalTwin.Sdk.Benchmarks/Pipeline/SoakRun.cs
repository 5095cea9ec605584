using System.Diagnostics;
using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>
/// A day of a plant, as fast as it goes: 1,000 tags at 10 Hz, one sample after the other, with 1 % that overtake each other, repetitions, gaps,
/// spikes and lost links, through cleaning, filling, resampling and compression. Memory must stay flat, times must rise and no sample may get lost.
/// </summary>
internal static class SoakRun
{
    internal const string Command = "soak";
    private const int Tags = 1000;
    private const int SamplesPerHour = 36_000;

    // What the runtime itself needs now and then.
    private const long Slack = 2 << 20;

    internal static int Run(int hours)
    {
        var tags = Enumerable.Range(0, Tags).Select(t => new SoakTag(t, Plant)).ToArray();
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var (heap, allocated) = (0L, 0L);
        Console.WriteLine("hour  million samples  heap MiB  allocated since hour 1, KiB  collections  working set MiB");
        for (var hour = 1; hour <= hours; hour++)
        {
            for (var second = 0; second < 3600; second++)
            {
                foreach (var tag in tags)
                    tag.PushSecond();
            }

            var now = GC.GetTotalMemory(forceFullCollection: true);
            if (hour == 1)
                (heap, allocated) = (now, GC.GetTotalAllocatedBytes(precise: true));
            var since = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            Console.WriteLine(FormattableString.Invariant(
                $"{hour,4}  {tags.Sum(t => t.Processor.Statistics[0].Received) / 1e6,15:F1}  {now / 1048576.0,8:F1}  {since / 1024.0,27:F0}  {GC.CollectionCount(0),11}  {Environment.WorkingSet >> 20,15}"));
            if (now > heap + Slack || since > Slack)
                return Fail($"memory grew in hour {hour}: heap {now - heap} B, {since} B allocated");
        }

        foreach (var tag in tags)
            tag.Processor.Complete();
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        return Report(tags, hours, watch.Elapsed, used);
    }

    private static SignalPipeline Plant { get; } = new SignalPipeline()
        .TrustSourceTime(maxAhead: TimeSpan.FromSeconds(5))
        .InOrder(lateness: TimeSpan.FromSeconds(1))
        .RejectOutside(0, 400)
        .RejectSpikes(window: 15, sigmas: 4, resolution: 0.1)
        .FillGaps(TimeSpan.FromSeconds(2), GapFill.Linear, every: TimeSpan.FromMilliseconds(100), limit: TimeSpan.FromSeconds(10))
        .Resample(TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(5), gaps: GapPolicy.EmitBad)
        .SwingingDoor(deviation: 0.5, maxInterval: TimeSpan.FromMinutes(10));

    private static int Report(SoakTag[] tags, int hours, TimeSpan wall, TimeSpan cpu)
    {
        var samples = tags.Sum(t => t.Processor.Statistics[0].Received);
        var stages = Plant.ToString().Split(" | ");
        Console.WriteLine(FormattableString.Invariant(
            $"{samples} samples of {hours} h: {wall.TotalSeconds:F0} s wall, {cpu.TotalNanoseconds / samples:F0} ns of CPU each, made by the generator included"));
        for (var i = 0; i < stages.Length; i++)
        {
            var counts = tags.Select(t => t.Processor.Statistics[i]).ToArray();
            Console.WriteLine(FormattableString.Invariant(
                $"{stages[i],14}: in {counts.Sum(c => c.Received)}, out {counts.Sum(c => c.Emitted)}, flagged {counts.Sum(c => c.Flagged)}, dropped {counts.Sum(c => c.Dropped)} (late {counts.Sum(c => c.Late)}, duplicate {counts.Sum(c => c.Duplicates)})"));
        }

        var order = tags.Select(t => t.Processor.Statistics[1]).ToArray();
        if (order.Sum(c => c.Received - c.Emitted - c.Dropped) != 0)
            return Fail("samples were lost in the order stage without being counted");
        if (tags.Any(t => t.Sink.Disorder > 0))
            return Fail("times did not rise");
        if (samples < hours * (long)SamplesPerHour * Tags * 0.9 || order.Sum(c => c.Duplicates) == 0)
            return Fail("the record is not what it should be");
        Console.WriteLine("flat");
        return 0;
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine($"SOAK FAILED: {why}");
        return 1;
    }
}
