using System.Diagnostics;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Counts what a subscriber got, and how old it was. One thread writes.</summary>
internal sealed class Arrivals(int expected, bool measuresAge)
{
    private readonly long[] _ages = new long[measuresAge ? expected : 0];
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _first;
    private long _last;
    private int _count;

    internal bool MeasuresAge => measuresAge;

    /// <summary>One message has arrived; when it was sent is looked at only where ages are measured.</summary>
    internal void Add(long sent = 0)
    {
        var count = _count;
        if (count == 0 || count == expected - 1 || measuresAge)
        {
            var now = Stopwatch.GetTimestamp();
            if (count == 0)
                _first = now;
            if (measuresAge && count < expected)
                _ages[count] = now - sent;
            _last = now;
        }

        Volatile.Write(ref _count, ++count);
        if (count == expected)
            _all.TrySetResult();
    }

    /// <summary>Waits for all.</summary>
    internal async Task CompleteAsync(IMqttSide side)
    {
        try
        {
            await _all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"{side.Name}: {Volatile.Read(ref _count)} of {expected} messages arrived. {side.State}");
        }
    }

    internal MqttTrial ToTrial(TimeSpan cpu)
    {
        if (_count != expected)
            throw new InvalidOperationException($"{_count} messages arrived of {expected}: some came twice.");
        Array.Sort(_ages);
        return new MqttTrial((expected - 1) / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds, cpu.TotalMicroseconds / expected, Age(0.5), Age(0.99));
    }

    private double Age(double part) => measuresAge ? _ages[(int)(part * (_ages.Length - 1))] * 1e6 / Stopwatch.Frequency : 0;
}
