using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The clean + resample work as one writes it with the operators of Rx.NET.</summary>
internal sealed class RxChain : IDisposable
{
    internal const string Name = "Rx.NET operators";
    private const int Window = 11;
    private const int Late = 16;
    private readonly Subject<(double Time, double Value)> _source = new();
    private readonly IDisposable _subscription;

    internal RxChain()
    {
        _subscription = _source
            .Where(s => !double.IsNaN(s.Value))
            .Scan(new Reordering(), (waiting, s) => waiting.Add(s))
            .Where(waiting => waiting.HasOutput)
            .Select(waiting => waiting.Output)
            .Buffer(Window, 1)
            .Where(window => window.Count == Window)
            .Select(Hampel)
            .Buffer(2, 1)
            .Where(pair => pair.Count == 2)
            .SelectMany(Grid)
            .Subscribe(s =>
            {
                First = Count++ == 0 ? s.Time : First;
                Last = s.Time;
                Sum += s.Value;
            });
    }

    internal long Count { get; private set; }

    /// <summary>Second of the first and the last value.</summary>
    internal double First { get; private set; }

    internal double Last { get; private set; }

    internal double Sum { get; private set; }

    internal void Push(double time, double value) => _source.OnNext((time, value));

    public void Dispose()
    {
        _subscription.Dispose();
        _source.Dispose();
    }

    private static (double Time, double Value) Hampel(IList<(double Time, double Value)> window)
    {
        var values = window.Select(s => s.Value).Order().ToArray();
        var median = values[Window / 2];
        var deviation = values.Select(v => Math.Abs(v - median)).Order().ElementAt(Window / 2);
        var (time, value) = window[Window / 2];
        return (time, Math.Abs(value - median) > 3 * 1.4826 * deviation ? median : value);
    }

    private static IEnumerable<(double Time, double Value)> Grid(IList<(double Time, double Value)> pair)
    {
        var ((t0, v0), (t1, v1)) = (pair[0], pair[1]);
        if (t1 - t0 > 5)
            yield break;
        for (var grid = Math.Floor(t0) + 1; grid <= t1; grid++)
            yield return (grid, v0 + ((v1 - v0) * ((grid - t0) / (t1 - t0))));
    }

    /// <summary>Puts samples in order; of one time the last to come stays.</summary>
    private sealed class Reordering
    {
        private readonly List<(double Time, double Value)> _waiting = [];

        internal bool HasOutput { get; private set; }

        internal (double Time, double Value) Output { get; private set; }

        internal Reordering Add((double Time, double Value) sample)
        {
            HasOutput = false;
            var place = _waiting.Count;
            while (place > 0 && _waiting[place - 1].Time > sample.Time)
                place--;
            if (place > 0 && _waiting[place - 1].Time == sample.Time)
            {
                _waiting[place - 1] = sample;
                return this;
            }

            _waiting.Insert(place, sample);
            if (_waiting.Count <= Late)
                return this;
            (HasOutput, Output) = (true, _waiting[0]);
            _waiting.RemoveAt(0);
            return this;
        }
    }
}
