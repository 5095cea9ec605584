using System.Collections.Concurrent;
using System.Threading.Channels;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>What a .NET developer writes first: a dictionary of dictionaries and a channel that a reader empties.</summary>
/// <remarks>Stores the bare number, no time and no quality. The channel is as long as our feed's queue and makes the writer wait when it is full, as ours does.</remarks>
internal sealed class DictionaryChannelSide : IDisposable
{
    internal const string Name = "ConcurrentDictionary + Channel";
    private readonly GraphWork _work;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, double>> _twins = Build();
    private readonly Channel<Change> _channel = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(TwinGraphSide.QueueLength) { SingleReader = true, SingleWriter = true });
    private long _count;
    private double _sum;

    internal DictionaryChannelSide(GraphWork work)
    {
        _work = work;
        _ = Task.Run(ReadAsync);
    }

    internal static ConcurrentDictionary<string, ConcurrentDictionary<string, double>> Build()
    {
        var twins = new ConcurrentDictionary<string, ConcurrentDictionary<string, double>>();
        for (var twin = 0; twin < GraphWork.Twins; twin++)
        {
            var properties = new ConcurrentDictionary<string, double>();
            foreach (var name in GraphWork.Names)
                properties[name] = 0;
            twins[$"twin-{twin}"] = properties;
        }

        return twins;
    }

    internal Trial Run()
    {
        foreach (var twin in _twins.Values)
        {
            foreach (var name in GraphWork.Names)
                twin[name] = 0;
        }

        var (count, sum) = (Volatile.Read(ref _count), _sum);
        var trial = Trial.Time(GraphWork.Writes, Write, () => WaitFor(count + GraphWork.Writes));
        GraphWork.Check(Name, _twins.Values.Sum(t => t.Values.Sum()), _count - count, _sum - sum);
        return trial;
    }

    public void Dispose() => _channel.Writer.Complete();

    private void Write()
    {
        for (var i = 0; i < GraphWork.Writes; i++)
        {
            var (id, name, value) = (_work.TwinId[i], _work.PropertyName[i], _work.Value[i]);
            var twin = _twins[id];
            var old = twin[name];
            twin[name] = value;
            var change = new Change(id, name, old, value);
            if (!_channel.Writer.TryWrite(change))
                _channel.Writer.WriteAsync(change).AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task ReadAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            while (_channel.Reader.TryRead(out var change))
            {
                _sum += change.Value - change.Old;
                Volatile.Write(ref _count, _count + 1);
            }
        }
    }

    private void WaitFor(long count)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _count) < count)
            spin.SpinOnce(sleep1Threshold: -1);
    }

    private readonly record struct Change(string Twin, string Property, double Old, double Value);
}
