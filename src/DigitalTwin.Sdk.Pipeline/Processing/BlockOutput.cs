using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Gathers results in columns and hands them on as blocks.</summary>
internal struct BlockOutput(BlockBuffer buffer, ISampleSink next, StageStatistics statistics) : ISampleOutput
{
    // A run as long as this is handed on where it lies instead of being gathered.
    private const int LongRun = 256;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Emit(in Sample<double> sample)
    {
        if (_count == BlockBuffer.Size)
            Flush();
        var i = _count;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer.Ticks), i) = sample.Ticks;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer.Values), i) = sample.Value;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer.ArrivalTicks), i) = sample.ArrivalTicks;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer.Qualities), i) = sample.Quality;
        _count = i + 1;
    }

    public void EmitRun(SampleBlock run)
    {
        // So long that it is worth a block of its own, which saves the copying.
        if (run.Length >= LongRun)
        {
            Flush();
            statistics.CountEmitted(run.Length);
            next.OnBlock(run);
            return;
        }

        while (run.Length > 0)
        {
            if (_count == BlockBuffer.Size)
                Flush();
            var length = Math.Min(run.Length, BlockBuffer.Size - _count);
            run.Ticks[..length].CopyTo(buffer.Ticks.AsSpan(_count));
            run.Values[..length].CopyTo(buffer.Values.AsSpan(_count));
            run.ArrivalTicks[..length].CopyTo(buffer.ArrivalTicks.AsSpan(_count));
            run.Qualities[..length].CopyTo(buffer.Qualities.AsSpan(_count));
            _count += length;
            run = run.Slice(length, run.Length - length);
        }
    }

    public readonly void CountFlagged(int samples = 1) => statistics.CountFlagged(samples);

    public readonly void Drop(DropCause cause) => statistics.CountDropped(cause);

    public readonly void Fail(Exception error) => statistics.CountError(error);

    public readonly void SetWaiting(int samples) => statistics.SetWaiting(samples);

    public readonly void CountLate() => statistics.CountLate();

    /// <summary>Hands on what there is. Nothing is left afterwards, also if the sink throws.</summary>
    internal void Flush()
    {
        var count = _count;
        if (count == 0)
            return;
        _count = 0;
        statistics.CountEmitted(count);
        next.OnBlock(buffer.First(count));
    }
}
