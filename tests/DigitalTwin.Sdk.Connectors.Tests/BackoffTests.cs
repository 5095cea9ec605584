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
}
