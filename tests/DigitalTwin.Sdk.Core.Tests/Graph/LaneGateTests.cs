using DigitalTwin.Sdk;

namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class LaneGateTests
{
    [Fact]
    public void Only_one_thread_is_ever_inside_whoever_is_favoured()
    {
        var gate = new LaneGate();
        var inside = 0;
        var collisions = 0;
        var total = 0L;

        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 20_000; i++)
            {
                // Long runs of one thread make the gate lean to it; the others then revoke that.
                for (var run = random.Next(1, 4) == 1 ? 200 : 1; run > 0; run--)
                {
                    var entry = gate.Enter();
                    if (++inside != 1)
                        collisions++;
                    total++;
                    inside--;
                    gate.Exit(entry);
                }
            }
        });

        Assert.Equal(0, collisions);
        Assert.True(total >= 4 * 20_000);
    }
}
