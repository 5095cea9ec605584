namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>Writes by functions of the user's. Here because only this project and Control may make guarded writes.</summary>
public sealed class DelegateWriteTests
{
    private readonly Pump _pump = new(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    private readonly List<double> _sent = [];

    [Fact]
    public async Task A_function_carries_the_value_and_says_what_became_of_it()
    {
        var answers = new Queue<WriteOutcome>([WriteOutcome.Acknowledged, new WriteOutcome(WriteStatus.Rejected, "local mode")]);
        await using var runtime = await StartAsync((value, _) =>
        {
            _sent.Add(value);
            return ValueTask.FromResult(answers.Dequeue());
        });
        var writer = runtime.Writers(_pump.Speed).Single();

        Assert.Equal(WriteOutcome.Acknowledged, await writer.WriteAsync(_pump.Write(1200), default));
        Assert.Equal(new WriteOutcome(WriteStatus.Rejected, "local mode"), await writer.WriteAsync(_pump.Write(1250), default));
        Assert.Equal([1200.0, 1250.0], _sent);
    }

    [Fact]
    public async Task A_function_that_throws_has_failed_and_may_be_asked_again()
    {
        await using var runtime = await StartAsync((value, _) =>
        {
            _sent.Add(value);
            return _sent.Count == 1 ? throw new IOException("bus fault") : ValueTask.FromResult(WriteOutcome.Acknowledged);
        });
        var writer = runtime.Writers(_pump.Speed).Single();

        var failed = await writer.WriteAsync(_pump.Write(1200), default);
        var again = await writer.WriteAsync(_pump.Write(1200), default);

        Assert.Equal(WriteStatus.Failed, failed.Status);
        Assert.Contains("'pump-101/speed' failed: bus fault", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(WriteOutcome.Acknowledged, again);
    }

    [Fact]
    public async Task An_expired_write_and_one_after_the_end_never_reach_the_function()
    {
        var runtime = await StartAsync((value, _) =>
        {
            _sent.Add(value);
            return ValueTask.FromResult(WriteOutcome.Acknowledged);
        });
        var writer = runtime.Writers(_pump.Speed).Single();

        var expired = await writer.WriteAsync(_pump.Write(1200, TimeSpan.Zero), default);
        var foreign = await writer.WriteAsync(new GuardedWrite(_pump.Twin.AddSetpoint("valve", Units.Percent), 5, default, DateTimeOffset.MaxValue, Guid.Empty), default);
        await runtime.DisposeAsync();
        var late = await writer.WriteAsync(_pump.Write(1200), default);

        Assert.Equal((WriteStatus.Expired, WriteStatus.Rejected, WriteStatus.Failed), (expired.Status, foreign.Status, late.Status));
        Assert.Empty(_sent);
    }

    [Fact]
    public void A_setpoint_is_written_by_one_function() => Assert.Throws<ArgumentException>(() => Connector.FromDelegates("gateway", gateway => gateway
        .Write(_pump.Speed, (_, _) => ValueTask.FromResult(WriteOutcome.Acknowledged))
        .Write(_pump.Speed, (_, _) => ValueTask.FromResult(WriteOutcome.Acknowledged))));

    private Task<TwinRuntime> StartAsync(Func<double, CancellationToken, ValueTask<WriteOutcome>> send)
    {
        _pump.Builder.AddConnector(Connector.FromDelegates("gateway", gateway => gateway.Write(_pump.Speed, send)));
        return _pump.Builder.StartAsync();
    }
}
