using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Tests;

internal static class Times
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    internal static TwinGraph Graph(int lanes = 2) => new(new TwinGraphOptions { TimeProvider = new FakeTimeProvider(Start), Lanes = lanes });

    internal static FakeTimeProvider Clock(this TwinGraph graph) => (FakeTimeProvider)((SteadyTimeProvider)graph.TimeProvider).Inner;

    /// <summary>Waits until a condition holds, without sleeping; a minute is more than enough for any of these tests.</summary>
    internal static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
