namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_stay_between_minimum_and_maximum_and_three_times_the_last()
    {
        var backoff = new Backoff(new ReconnectOptions(), seed: 1);
        var last = TimeSpan.FromSeconds(1);

        for (var i = 0; i < 1000; i++)
        {
            var pause = backoff.Next();
            Assert.InRange(pause, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Math.Min(120, (3 * last.TotalSeconds) + 1e-6)));
            last = pause;
        }

        Assert.Equal(TimeSpan.FromSeconds(120), Enumerable.Range(0, 200).Select(_ => backoff.Next()).Max());
    }

    [Fact]
    public void The_same_seed_gives_the_same_pauses_and_another_seed_others()
    {
        Assert.Equal(Pauses(7), Pauses(7));
        Assert.NotEqual(Pauses(7), Pauses(8));

        static TimeSpan[] Pauses(int seed)
        {
            var backoff = new Backoff(new ReconnectOptions(), seed);
            return [.. Enumerable.Range(0, 10).Select(_ => backoff.Next())];
        }
    }

    [Fact]
    public void A_healthy_connection_makes_pauses_begin_anew_and_a_short_one_does_not()
    {
        var backoff = new Backoff(new ReconnectOptions { Minimum = TimeSpan.FromSeconds(1), Seed = 3 }, 0);
        while (backoff.Next() < TimeSpan.FromSeconds(60))
        {
        }

        backoff.NoteHeld(TimeSpan.FromSeconds(60));
        Assert.InRange(backoff.Next(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Periods_that_no_timer_keeps_are_refused_at_once()
    {
        var flow = new TwinGraph().Add("pump").AddProperty("flow", Units.CubicMetrePerHour);

        foreach (var every in new[] { TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromDays(10_000) })
            Assert.Throws<ArgumentOutOfRangeException>(() => Connector.FromDelegates("gateway", c => c.Read(flow, every, _ => ValueTask.FromResult(1.0))));
        foreach (var period in new[] { TimeSpan.Zero, TimeSpan.FromDays(10_000) })
            Assert.Throws<ArgumentOutOfRangeException>(() => new ReadMapping<double>().ExpectEvery(period));
        Assert.Throws<ArgumentException>(() => Connector.FromDelegates("gateway", c => c.Read(flow, TimeSpan.FromSeconds(1), _ => ValueTask.FromResult(1.0)).Reconnect(r => r.Maximum = TimeSpan.FromDays(10_000))));
    }
}
