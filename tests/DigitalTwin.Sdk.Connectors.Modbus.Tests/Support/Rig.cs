using DigitalTwin.Sdk.Protocols.Modbus;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>A pump, a device on loopback that plays its drive, and a connector between them, without a runtime.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    public Rig(TimeProvider? time = null)
    {
        Graph = new TwinGraph(new TwinGraphOptions { TimeProvider = time ?? TimeProvider.System });
        Twin = Graph.Add("pump-101");
        Flow = Twin.AddProperty("flow", Units.CubicMetrePerHour);
        Head = Twin.AddProperty("head", Units.Metre);
        Speed = Twin.AddSetpoint("speed", Units.RevolutionPerMinute);
        Flag = Twin.AddProperty<bool>("flag");
        Host = new TestHost(time);
        Server = Own(ModbusServer.ListenOnTcp(Memory, null, new ModbusServerOptions { Fault = request => Fault?.Invoke(request) }));
    }

    public TwinGraph Graph { get; }

    public Twin Twin { get; }

    public Property<double> Flow { get; }

    public Property<double> Head { get; }

    public Setpoint<double> Speed { get; }

    public Property<bool> Flag { get; }

    public ModbusMemory Memory { get; } = new(size: 2_000);

    public ModbusServer Server { get; }

    public Func<ModbusServerRequest, ModbusFault?>? Fault { get; set; }

    public TestHost Host { get; }

    public ModbusConnector Connector { get; private set; } = null!;

    public int Port => Server.EndPoint.Port;

    public Property<T> Add<T>(string name) => Twin.AddProperty<T>(name);

    public Setpoint<bool> AddSwitch(string name)
    {
        Twin.AddProperty<bool>(name, configure: options => options.IsWritable = true);
        return Twin.Setpoint<bool>(name);
    }

    /// <summary>Starts a connector to the device and awaits nothing.</summary>
    public async Task<ModbusConnector> StartAsync(Action<ModbusConnectorBuilder> configure, int? port = null)
    {
        Make(configure, $"modbus://127.0.0.1:{port ?? Port}");
        Assert.Empty(Connector.Problems);
        await Connector.StartAsync(Host, default);
        return Connector;
    }

    public ModbusConnector Make(Action<ModbusConnectorBuilder> configure, string? link = null)
    {
        var builder = new ModbusConnectorBuilder(new ModbusSettings());
        builder.Settings.SetAddress(link ?? $"modbus://127.0.0.1:{Port}", builder.Problems);
        builder.AllowInsecure().Every(TimeSpan.FromMilliseconds(5)).Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(40)));
        configure(builder);
        return Connector = Own(new ModbusConnector(Graph, builder, () => null));
    }

    public GuardedWrite Write(Property property, double value, TimeSpan? lifetime = null)
    {
        var now = Host.TimeProvider.GetUtcNow();
        return new GuardedWrite(property, value, now, now + (lifetime ?? TimeSpan.FromMinutes(1)), Guid.Parse("6f9619ff-8b86-d011-b42d-00c04fc964ff"));
    }

    public ushort[] Holding(ushort address, int count)
    {
        var registers = new ushort[count];
        Assert.Equal(ModbusExceptionCode.None, Memory.Read(ModbusTable.HoldingRegisters, address, registers));
        return registers;
    }

    public void SetFloat(ModbusTable table, ushort address, float value, RegisterOrder order = RegisterOrder.Abcd)
    {
        var registers = new ushort[2];
        RegisterWriter.Write(registers, value, order);
        Memory.Set(table, address, registers);
    }

    public T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
            await _owned[i].DisposeAsync();
    }
}
