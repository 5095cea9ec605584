namespace DigitalTwin.Sdk.Connectors;

/// <summary>Makes the samples of one simulated signal, in the order in which they arrive.</summary>
internal sealed class SignalSource
{
    private readonly SimulatedSignal _signal;
    private readonly long _start;
    private readonly TimeSpan _every;
    private readonly Random[] _partDraws;
    private readonly Random[] _faultDraws;
    private readonly double[] _walks;

    // What has been made and has not arrived, by time of arrival; of the same time in the order in which it was made.
    private readonly PriorityQueue<Sample<double>, (long Arrival, long Place)> _waiting = new();
    private long _place;
    private long _step;
    private double _held;
    private SimulationCounters _counters;

    internal SignalSource(SimulatedSignal signal, DateTimeOffset start, TimeSpan every, long seed)
    {
        (_signal, _start, _every) = (signal, start.UtcTicks, every);

        // A stream of its own for each part and fault, by its kind and its place among those of its kind: one more changes none of the others.
        _partDraws = [.. signal.Parts.Select((p, i) => Stream(seed, (int)p.Kind, signal.Parts.Take(i).Count(q => q.Kind == p.Kind)))];
        _faultDraws = [.. signal.Faults.Select((f, i) => Stream(seed, 100 + (int)f.Kind, signal.Faults.Take(i).Count(g => g.Kind == f.Kind)))];
        _walks = new double[signal.Parts.Length];
    }

    /// <summary>When there is something to do next: a sample to be made, or one to arrive.</summary>
    internal long NextTicks => _waiting.TryPeek(out _, out var first) ? Math.Min(first.Arrival, TimeOf(_step)) : TimeOf(_step);

    internal SimulationCounters Counters => _counters;

    /// <summary>Takes the next sample, if it has arrived by then.</summary>
    internal bool TryTake(long now, out Sample<double> sample)
    {
        // Nothing that is made later arrives before it is made.
        while (TimeOf(_step) <= now && !(_waiting.TryPeek(out _, out var first) && first.Arrival <= TimeOf(_step)))
            Make(_step++);
        sample = default;
        return _waiting.TryPeek(out _, out var next) && next.Arrival <= now && _waiting.TryDequeue(out sample, out _);
    }

    private long TimeOf(long step) => _start + (step * _every.Ticks);

    private void Make(long step)
    {
        var (ticks, since) = (TimeOf(step), step * _every);
        var (value, isSound) = Truth(since);
        for (var i = 0; i < _partDraws.Length; i++)
            value += Part(i, step, since);

        var (skew, delay, copies, isDropped, isFrozen, isSpike) = (0L, 0L, 1, false, false, false);
        for (var i = 0; i < _faultDraws.Length; i++)
        {
            var fault = _signal.Faults[i];
            var draw = _faultDraws[i].NextDouble();
            var hits = draw < fault.Share;
            switch (fault.Kind)
            {
                case SignalFaultKind.Spike when hits:
                    // The other half of the draw says where to.
                    value += draw < fault.Share / 2 ? -fault.Size : fault.Size;
                    isSpike = true;
                    break;
                case SignalFaultKind.Drift when fault.Holds(since):
                    value += fault.Size * (since - fault.From).TotalHours;
                    break;
                case SignalFaultKind.Freeze:
                    isFrozen |= fault.Holds(since);
                    break;
                case SignalFaultKind.ClockSkew when fault.Holds(since):
                    skew += fault.By.Ticks;
                    break;
                case SignalFaultKind.Silence:
                    isDropped |= fault.Holds(since);
                    break;
                case SignalFaultKind.Drop:
                    isDropped |= hits;
                    break;
                case SignalFaultKind.Duplicate when hits:
                    copies = 2;
                    break;
                case SignalFaultKind.Reorder when hits:
                    delay = Math.Max(delay, fault.By.Ticks);
                    break;
            }
        }

        if (!isFrozen)
            _held = value;
        Count(isDropped, copies, delay, isSpike && !isFrozen);
        isSound &= double.IsFinite(_held);
        var sample = new Sample<double>(isSound ? _held : double.NaN, ticks + skew, ticks + delay, isSound ? Quality.Good : Quality.Bad | Quality.ComputationError);
        for (var copy = 0; copy < copies && !isDropped; copy++)
            _waiting.Enqueue(sample, (sample.ArrivalTicks, _place++));
    }

    private void Count(bool isDropped, int copies, long delay, bool isSpike) => _counters = _counters with
    {
        Made = _counters.Made + 1,
        Dropped = _counters.Dropped + (isDropped ? 1 : 0),
        Duplicated = _counters.Duplicated + (copies > 1 && !isDropped ? 1 : 0),
        Reordered = _counters.Reordered + (delay > 0 && !isDropped ? 1 : 0),
        Spikes = _counters.Spikes + (isSpike && !isDropped ? 1 : 0),
    };

    private (double Value, bool IsSound) Truth(TimeSpan since)
    {
        try
        {
            return (_signal.Truth(since), true);
        }
        catch (Exception)
        {
            return (double.NaN, false);
        }
    }

    private double Part(int i, long step, TimeSpan since)
    {
        var part = _signal.Parts[i];
        switch (part.Kind)
        {
            case SignalPartKind.Sine:
                return part.Size * Math.Sin((2 * Math.PI * (since / part.Period)) + part.Phase);
            case SignalPartKind.Ramp:
                return part.Size * since.TotalSeconds;
            case SignalPartKind.Noise:
                return part.Size * Normal(_partDraws[i]);
            default:
                _walks[i] += step == 0 ? 0 : part.Size * Math.Sqrt(_every.TotalSeconds) * Normal(_partDraws[i]);
                return _walks[i];
        }
    }

    // Box and Muller 1958.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Random Stream(long seed, int kind, int place)
    {
        // Finaliser of SplitMix64 (Steele, Lea, Flood 2014), so that neighbouring seeds have nothing in common.
        var z = (ulong)seed + (0x9E3779B97F4A7C15 * (((ulong)kind << 8) + (ulong)place + 1));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return new Random((int)(z ^ (z >> 31)));
    }
}
