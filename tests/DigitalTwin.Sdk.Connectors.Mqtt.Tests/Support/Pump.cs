using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>The pump of the first snippet, its runtime builder and its log.</summary>
internal sealed class Pump
{
    public Pump(TimeProvider? time = null)
    {
        Graph = new TwinGraph(new TwinGraphOptions { TimeProvider = time ?? TimeProvider.System });
        Twin = Graph.Add("pump-101");
        Flow = Twin.AddProperty("flow", Units.CubicMetrePerHour);
        Head = Twin.AddProperty("head", Units.Metre);
        Speed = Twin.AddSetpoint("speed", Units.RevolutionPerMinute);
        Builder = new TwinRuntimeBuilder(Graph) { LoggerFactory = Log };
    }

    public TwinGraph Graph { get; }

    public Twin Twin { get; }

    public Property<double> Flow { get; }

    public Property<double> Head { get; }

    public Setpoint<double> Speed { get; }

    public TwinRuntimeBuilder Builder { get; }

    public RecordingHostLog Log { get; } = new();

    public MqttConnector? Connector { get; private set; }

    /// <summary>Starts with one connector and waits until it is connected.</summary>
    public async Task<TwinRuntime> ConnectAsync(string broker, Action<MqttConnectorBuilder> configure)
    {
        var runtime = await StartAsync(broker, configure);
        await Log.StateAsync(ConnectorState.Connected);
        return runtime;
    }

    /// <summary>The same, for pumps that come and go.</summary>
    public async Task<ConnectedPump> ConnectThisAsync(string broker, Func<MqttConnectorBuilder, Action<Pump>> configure, Action<Pump>? compose = null)
    {
        compose?.Invoke(this);
        return new ConnectedPump(this, await ConnectAsync(broker, mqtt => configure(mqtt)(this)));
    }

    public async Task<TwinRuntime> StartAsync(string broker, Action<MqttConnectorBuilder> configure)
    {
        Builder.AddMqtt(broker, configure, out var connector);
        Connector = connector;
        return await Builder.StartAsync();
    }

    public GuardedWrite Write(double value, TimeSpan? lifetime = null)
    {
        var now = Graph.TimeProvider.GetUtcNow();
        return new GuardedWrite(Speed, value, now, now + (lifetime ?? TimeSpan.FromMinutes(1)), Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
    }

    /// <summary>A write through a connector that was never started.</summary>
    public async Task<WriteOutcome> LoneWriteAsync()
    {
        Builder.AddMqtt("mqtt://127.0.0.1", mqtt => mqtt.Write(Speed, "speed/set"), out var connector);
        return await connector.WriteAsync(Write(1000), default);
    }
}
