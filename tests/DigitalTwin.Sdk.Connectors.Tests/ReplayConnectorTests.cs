using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class ReplayConnectorTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"replay-{Guid.NewGuid():N}.csv");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Property<double> _current;
    private readonly Property<double> _pressure;

    public ReplayConnectorTests()
    {
        var pump = new TwinGraph(new TwinGraphOptions { TimeProvider = _time }).Add("pump");
        (_current, _pressure) = (pump.AddProperty("current", Units.Ampere), pump.AddProperty("pressure", Units.Kilopascal));
    }

    [Fact]
    public async Task Rows_come_with_their_own_times_and_converted()
    {
        var host = await PlayAsync(
            "datetime;Current;Note;Pressure\n2020-03-09 10:14:33;1.25;\"a;b\"\"c\";2\n2020-03-09T10:14:34.5+01:00;;x;\"3.5\"\n\n1583748876;-1e-3;;\n",
            r => r.Separator(';').Time("datetime").Read("Current", _current).Read("Pressure", _pressure, Units.Bar).Speed(double.PositiveInfinity));

        Assert.Equal([1.25, 200, 350, -0.001], host.Samples.Select(s => Math.Round(s.Value, 9)));
        Assert.Equal(
            ["2020-03-09 10:14:33Z", "2020-03-09 10:14:33Z", "2020-03-09 09:14:34Z", "2020-03-09 10:14:36Z"],
            host.Samples.Select(s => s.Time.ToString("u", CultureInfo.InvariantCulture)));
        Assert.Equal((3L, 0L, 0L), (host.Counters().Messages, host.Counters().BadPayloads, host.Counters().Dropped));
    }

    [Fact]
    public async Task What_cannot_be_read_is_counted_and_costs_itself_only()
    {
        var host = await PlayAsync(
            "t,Current,Pressure\nyesterday,1,1\n2026-01-01 00:00:01,1.0.0,7\n2026-01-01 00:00:02,NaN,8\n\"2026-01-01 00:00:03,1,1\n2026-01-01 00:00:04\n2026-01-01 00:00:05,5,9",
            r => r.Time("t").Read("Current", _current).Read("Pressure", _pressure).Speed(double.PositiveInfinity));

        Assert.Equal([7, 8, 5, 9], host.Samples.Select(s => s.Value));
        Assert.Equal((6L, 2L, 2L), (host.Counters().Messages, host.Counters().BadPayloads, host.Counters().Dropped));
        Assert.Equal([Quality.ConversionError, Quality.ConversionError], host.Failures.Select(f => f.Reasons));
        Assert.Equal(_time.GetUtcNow().AddSeconds(1), host.Failures[0].Time);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(60, 10.0 / 60)]
    [InlineData(0.5, 20)]
    public async Task It_plays_at_its_speed_by_the_clock_of_the_runtime(double speed, double seconds)
    {
        Write("t,Current\n2020-01-01 00:00:00,1\n2020-01-01 00:00:05,2\n2020-01-01 00:00:03,3\n2020-01-01 00:00:10,4\n");
        var host = new ListHost(_time);
        await using var replay = Connector.Replay("bench", _file, r => r.Time("t").Read("Current", _current).Speed(speed));
        await replay.StartAsync(host, CancellationToken.None);

        await UntilAsync(() => host.Samples.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(seconds / 2) - TimeSpan.FromMilliseconds(2));
        await Task.Yield();
        Assert.Single(host.Samples);
        _time.Advance(TimeSpan.FromMilliseconds(4));
        await UntilAsync(() => host.Samples.Count == 3);
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(seconds / 10));
            return replay.Ended.IsCompleted;
        });

        // The one that is older than the row before comes at once.
        Assert.Equal([1, 2, 3, 4], host.Samples.Select(s => s.Value));
    }

    [Fact]
    public async Task Times_are_moved_on_demand_and_read_in_the_recorders_own_way()
    {
        var host = await PlayAsync(
            "wann;Current\n31.12.2019 23:00:00;1\n31.12.2019 23:00:07;2\n",
            r => r.Separator(';').Time("wann", "dd.MM.yyyy HH:mm:ss", TimeSpan.FromHours(1)).Read("Current", _current).Speed(double.PositiveInfinity));
        Assert.Equal(new DateTimeOffset(2019, 12, 31, 22, 0, 0, TimeSpan.Zero), host.Samples[0].Time);

        host = await PlayAsync(
            "wann;Current\n31.12.2019 23:00:00;1\n31.12.2019 23:00:07;2\n",
            r => r.Separator(';').Time("wann", "dd.MM.yyyy HH:mm:ss").Read("Current", _current).Speed(double.PositiveInfinity).ShiftToNow());
        Assert.Equal([_time.GetUtcNow(), _time.GetUtcNow().AddSeconds(7)], host.Samples.Select(s => s.Time));
    }

    [Fact]
    public void All_slips_are_told_at_once_with_what_was_probably_meant()
    {
        Write("datetime;Curent;Pressure;Pressure\n");

        var error = Assert.Throws<ArgumentException>(() => Connector.Replay("bench", _file, r => r
            .Separator(';').Read("Current", _current, Units.Bar).Read("Pressure", _pressure)));

        Assert.Contains(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains("Time(\"heading\")", error.Message, StringComparison.Ordinal);
        Assert.Contains("there is no column 'Current'; did you mean 'Curent'?", error.Message, StringComparison.Ordinal);
        Assert.Contains("there are 2 columns 'Pressure'", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be converted", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Connector.Replay("bench", _file + "x", r => r.Time("t").Read("Current", _current)));
        Assert.Throws<ArgumentException>(() => Connector.Replay("bench", _file, _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Connector.Replay("bench", _file, r => r.Speed(0)));
        Assert.Throws<ArgumentException>(() => Connector.Replay("bench", _file, r => r.Separator('"')));
    }

    public void Dispose() => File.Delete(_file);

    private async Task<ListHost> PlayAsync(string table, Action<ReplayConnectorBuilder> configure)
    {
        Write(table);
        var host = new ListHost(_time);
        await using var replay = Connector.Replay("bench", _file, configure);
        await replay.StartAsync(host, CancellationToken.None);
        await replay.Ended.WaitAsync(Limit);
        return host;
    }

    private void Write(string table) => File.WriteAllText(_file, table);

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!isTrue())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
