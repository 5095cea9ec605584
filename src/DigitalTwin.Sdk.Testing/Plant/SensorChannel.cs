namespace DigitalTwin.Sdk.Testing;

/// <summary>One sensor: adds noise to the truth and then the faults that are scheduled for it.</summary>
internal sealed class SensorChannel(long seed, int index)
{
    // Four streams a sensor, so that adding a fault to one leaves the noise of all as it was.
    private readonly ulong _noise = SeededNoise.Stream(seed, 4 * index);
    private readonly ulong _extraNoise = SeededNoise.Stream(seed, (4 * index) + 1);
    private readonly ulong _spike = SeededNoise.Stream(seed, (4 * index) + 2);
    private readonly ulong _spikeSign = SeededNoise.Stream(seed, (4 * index) + 3);
    private Fault[] _faults = [];
    private double _held;

    internal SensorFaults Active { get; private set; }

    internal Sample<double> Sample { get; private set; }

    internal void Add(Fault fault) => _faults = [.. _faults, fault];

    internal void Measure(double truth, double sigma, long ticks, long sinceStart, long stepTicks)
    {
        var value = truth + (sigma * SeededNoise.Gaussian(_noise, ticks));
        if (_faults.Length == 0)
        {
            _held = value;
            Sample = new Sample<double>(value, ticks, ticks, Quality.Good);
            return;
        }

        MeasureWithFaults(value, sigma, ticks, sinceStart, stepTicks);
    }

    private void MeasureWithFaults(double value, double sigma, long ticks, long sinceStart, long stepTicks)
    {
        var active = SensorFaults.None;
        var sensorTicks = ticks;
        foreach (ref readonly var fault in _faults.AsSpan())
        {
            if (sinceStart < fault.From || sinceStart >= fault.Until)
                continue;
            switch (fault.Kind)
            {
                case SensorFaults.Drift:
                    value += fault.Size * ((sinceStart - fault.From) / (double)TimeSpan.TicksPerDay);
                    break;
                case SensorFaults.Noise:
                    value += fault.Size * sigma * SeededNoise.Gaussian(_extraNoise, ticks);
                    break;
                case SensorFaults.ClockSkew:
                    sensorTicks += (long)fault.Size;
                    break;
                case SensorFaults.Spike:
                    if (SeededNoise.Uniform(_spike, ticks) * fault.Interval >= stepTicks)
                        continue;
                    value += SeededNoise.Uniform(_spikeSign, ticks) < 0.5 ? -fault.Size : fault.Size;
                    break;
            }

            active |= fault.Kind;
        }

        if ((active & SensorFaults.Freeze) != 0)
            value = _held;
        else
            _held = value;
        Active = active;
        Sample = (active & SensorFaults.Gap) != 0
            ? new Sample<double>(double.NaN, sensorTicks, ticks, Quality.NoData)
            : new Sample<double>(value, sensorTicks, ticks, Quality.Good);
    }

    /// <param name="Kind">Which fault.</param>
    /// <param name="From">First tick since the start at which it shows.</param>
    /// <param name="Until">First tick since the start at which it is over.</param>
    /// <param name="Size">Spike height, drift per day, factor of noise, or ticks of clock skew.</param>
    /// <param name="Interval">Mean ticks between spikes.</param>
    internal readonly record struct Fault(SensorFaults Kind, long From, long Until, double Size = 0, long Interval = 0);
}
