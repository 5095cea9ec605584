namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The graph work through our public API.</summary>
internal sealed class TwinGraphSide : IDisposable
{
    internal const int BatchSize = 64;
    internal const int QueueLength = 1024;
    private readonly GraphWork _work;
    private readonly TwinGraph _graph = Build();
    private readonly Property<double>[] _all;
    private readonly Property<double>[] _handles;
    private readonly Sample<double>[] _batch = new Sample<double>[BatchSize];
    private readonly ChangeOrigin _origin = new(ChangeCause.Sensor, "benchmark");
    private readonly ChangeCounter _counter = new();
    private readonly ChangeSubscription _subscription;
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    internal TwinGraphSide(GraphWork work)
    {
        _work = work;
        _all = new Property<double>[GraphWork.Twins * GraphWork.Properties];
        for (var twin = 0; twin < GraphWork.Twins; twin++)
        {
            for (var property = 0; property < GraphWork.Properties; property++)
                _all[(twin * GraphWork.Properties) + property] = _graph[$"twin-{twin}"].Property<double>(GraphWork.Names[property]);
        }

        _handles = new Property<double>[GraphWork.Writes];
        for (var i = 0; i < _handles.Length; i++)
            _handles[i] = _all[(work.Twin[i] * GraphWork.Properties) + work.Property[i]];
        _subscription = _graph.Changes.Subscribe(_counter, new ChangeFeedOptions
        {
            Kinds = TwinChangeKind.Updated,
            Overflow = OverflowPolicy.Wait,
            WaitLimit = TimeSpan.FromMinutes(1),
            Capacity = QueueLength,
        });
    }

    internal static TwinGraph Build()
    {
        var model = new TwinModel("dtmi:benchmark:Machine;1", m =>
        {
            foreach (var name in GraphWork.Names)
                m.Property(name, Units.DegreeCelsius);
        });
        var graph = new TwinGraph();
        for (var twin = 0; twin < GraphWork.Twins; twin++)
            graph.Add($"twin-{twin}", model);
        return graph;
    }

    internal Trial ByHandle() => Run(WriteByHandle);

    internal Trial InBatches() => Run(WriteInBatches);

    internal Trial ById() => Run(WriteById);

    internal Trial ByIdInBatches() => Run(WriteByIdInBatches);

    public void Dispose() => _subscription.Dispose();

    private Trial Run(Action write)
    {
        Reset();
        var (count, sum) = (_counter.Count, _counter.Sum);
        var trial = Trial.Time(GraphWork.Writes, write, () => WaitFor(count + GraphWork.Writes));
        GraphWork.Check("twin graph", _all.Sum(p => p.Read().Value), _counter.Count - count, _counter.Sum - sum);
        return trial;
    }

    private void WriteByHandle()
    {
        var ticks = _ticks;
        for (var i = 0; i < _handles.Length; i++)
        {
            ticks++;
            var sample = new Sample<double>(_work.Value[i], ticks, ticks, Quality.Good);
            _handles[i].Report(in sample, _origin);
        }

        _ticks = ticks;
    }

    private void WriteInBatches()
    {
        var ticks = _ticks;
        var batch = _batch.AsSpan();
        for (var i = 0; i < _handles.Length; i += batch.Length)
        {
            var count = Math.Min(batch.Length, _handles.Length - i);
            for (var k = 0; k < count; k++)
            {
                ticks++;
                batch[k] = new Sample<double>(_work.Value[i + k], ticks, ticks, Quality.Good);
            }

            _graph.Report(_handles.AsSpan(i, count), batch[..count], _origin);
        }

        _ticks = ticks;
    }

    private void WriteByIdInBatches()
    {
        var ticks = _ticks;
        var batch = _batch.AsSpan();
        for (var i = 0; i < _handles.Length; i += batch.Length)
        {
            var count = Math.Min(batch.Length, _handles.Length - i);
            for (var k = 0; k < count; k++)
            {
                ticks++;
                batch[k] = new Sample<double>(_work.Value[i + k], ticks, ticks, Quality.Good);
            }

            _graph.Report(_work.TwinId.AsSpan(i, count), _work.PropertyName.AsSpan(i, count), batch[..count], _origin);
        }

        _ticks = ticks;
    }

    private void WriteById()
    {
        var ticks = _ticks;
        for (var i = 0; i < _handles.Length; i++)
        {
            ticks++;
            var sample = new Sample<double>(_work.Value[i], ticks, ticks, Quality.Good);
            _graph.Report(_work.TwinId[i], _work.PropertyName[i], in sample, _origin);
        }

        _ticks = ticks;
    }

    private void Reset()
    {
        var before = _counter.Count;
        var applied = 0L;
        _ticks++;
        foreach (var property in _all)
        {
            if (property.Report(new Sample<double>(0, _ticks, _ticks, Quality.Good), _origin) == ReportOutcome.Applied)
                applied++;
        }

        WaitFor(before + applied);
    }

    private void WaitFor(long count)
    {
        var spin = default(SpinWait);
        while (_counter.Count < count)
            spin.SpinOnce(sleep1Threshold: -1);
        if (_subscription.Dropped + _subscription.ObserverFailures > 0)
            throw new InvalidOperationException($"The change feed dropped {_subscription.Dropped} changes and its observer failed {_subscription.ObserverFailures} times.");
    }
}
