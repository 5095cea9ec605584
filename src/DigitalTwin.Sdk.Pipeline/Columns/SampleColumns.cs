namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A list of samples kept as columns, which grows: where a batch comes from and where its results go.</summary>
/// <remarks>
/// <code>
/// var raw = new SampleColumns();
/// foreach (var row in rows)
///     raw.Add(new Sample&lt;double&gt;(row.Value, row.Time, row.Time, Quality.Good));
/// var clean = pipeline.Run(raw);
/// </code>
/// Not thread-safe. A block got from <see cref="Block"/> is good until the next sample is added.
/// </remarks>
public sealed class SampleColumns : ISampleSink
{
    private long[] _ticks;
    private double[] _values;
    private Quality[] _qualities;
    private long[] _arrivalTicks;

    /// <summary>Makes an empty list.</summary>
    /// <param name="capacity">For how many samples to make room, at least 0; it grows beyond.</param>
    public SampleColumns(int capacity = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _ticks = new long[capacity];
        _values = new double[capacity];
        _qualities = new Quality[capacity];
        _arrivalTicks = new long[capacity];
    }

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>All samples.</summary>
    public SampleBlock Block => new(_ticks.AsSpan(0, Count), _values.AsSpan(0, Count), _qualities.AsSpan(0, Count), _arrivalTicks.AsSpan(0, Count));

    /// <summary>One sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Sample<double> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new Sample<double>(_values[index], _ticks[index], _arrivalTicks[index], _qualities[index]);
        }
    }

    /// <summary>Adds a sample at the end.</summary>
    /// <param name="sample">The sample.</param>
    public void Add(in Sample<double> sample)
    {
        var i = Count;
        if (i == _ticks.Length)
            Grow(i + 1);
        _ticks[i] = sample.Ticks;
        _values[i] = sample.Value;
        _qualities[i] = sample.Quality;
        _arrivalTicks[i] = sample.ArrivalTicks;
        Count = i + 1;
    }

    /// <summary>Adds samples at the end.</summary>
    /// <param name="block">The samples; copied.</param>
    public void Add(SampleBlock block)
    {
        if (block.Length > _ticks.Length - Count)
            Grow(Count + block.Length);
        block.Ticks.CopyTo(_ticks.AsSpan(Count));
        block.Values.CopyTo(_values.AsSpan(Count));
        block.Qualities.CopyTo(_qualities.AsSpan(Count));
        block.ArrivalTicks.CopyTo(_arrivalTicks.AsSpan(Count));
        Count += block.Length;
    }

    /// <summary>Removes all samples and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    void ISampleSink.OnSample(in Sample<double> sample) => Add(sample);

    /// <inheritdoc/>
    void ISampleSink.OnBlock(SampleBlock block) => Add(block);

    private void Grow(int needed)
    {
        var capacity = Math.Max(needed, Math.Max(16, (int)Math.Min(Array.MaxLength, _ticks.Length * 2L)));
        Array.Resize(ref _ticks, capacity);
        Array.Resize(ref _values, capacity);
        Array.Resize(ref _qualities, capacity);
        Array.Resize(ref _arrivalTicks, capacity);
    }
}
