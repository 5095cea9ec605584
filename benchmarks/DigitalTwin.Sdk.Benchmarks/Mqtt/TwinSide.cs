using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Our side: the MQTT connector into twin state, and a subscriber on the change feed.</summary>
internal sealed class TwinSide : IMqttSide, IObserver<TwinChange>
{
    private readonly Arrivals _arrivals;
    private readonly TwinRuntime _runtime;
    private readonly WarningLog _log;
    private readonly ChangeSubscription _subscription;

    private TwinSide(TwinRuntime runtime, WarningLog log, Arrivals arrivals)
    {
        _log = log;
        _arrivals = arrivals;
        _runtime = runtime;
        _subscription = runtime.Graph.Changes.Subscribe(this, new ChangeFeedOptions { Kinds = TwinChangeKind.Updated, Overflow = OverflowPolicy.Wait, WaitLimit = TimeSpan.FromMinutes(1) });
    }

    public string Name => "DigitalTwin.Sdk";

    public string State =>
        $"{_runtime.Connectors[0].State} ({_runtime.Connectors[0].Reason}), {_runtime.ProcessedSamples} samples, {_runtime.QueuedSamples} queued, {_runtime.Graph.LateSamples} late, "
        + $"{_runtime.Failures} failures; feed: {_subscription.Delivered} delivered, {_subscription.Dropped} dropped, {_subscription.Waiting} waiting, {_subscription.ObserverFailures} failures. {_log}";

    internal static async Task<IMqttSide> ConnectAsync(int port, int qos, Arrivals arrivals)
    {
        var log = new WarningLog();
        var graph = new TwinGraph();
        for (var pump = 0; pump < MqttWork.Pumps; pump++)
            graph.Add(MqttWork.Pump(pump)).AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(graph) { LoggerFactory = log };
        builder.AddMqtt($"mqtt://127.0.0.1:{port}", mqtt => mqtt
            .ReadEach("plant/{pump}/flow", each => each.Twin("{pump}").Json("flow", "$.value"))
            .QualityOfService((MqttQualityOfService)qos)
            .SessionExpiry(TimeSpan.Zero));
        var side = new TwinSide(await builder.StartAsync(), log, arrivals);
        while (side._runtime.Connectors[0].State != ConnectorState.Connected)
            await Task.Delay(10);
        return side;
    }

    public void OnNext(TwinChange value) => _arrivals.Add((long)value[0].Number);

    public void OnCompleted()
    {
    }

    public void OnError(Exception error) => throw error;

    public void Check(int messages)
    {
        if (_runtime.ProcessedSamples != messages || _subscription.Dropped + _runtime.Failures + _runtime.Graph.LateSamples > 0)
            throw new InvalidOperationException($"Not all of {messages} messages arrived: {State}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        await _runtime.DisposeAsync();
    }
}
