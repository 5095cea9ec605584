using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Connectors.Modbus;

namespace DigitalTwin.Sdk;

/// <summary>Adds Modbus to a runtime.</summary>
public static class ModbusRuntimeBuilderExtensions
{
    /// <summary>Reads twins from, and writes set-points to, the devices of one Modbus link.</summary>
    /// <remarks>Does not connect yet. What is wrong with addresses, types, units, tag files or certificates is reported by <see cref="TwinRuntimeBuilder.StartAsync"/>, all of it at once.</remarks>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="link"><c>modbus://host[:502]</c>, <c>mbaps://host[:802]</c> (TLS), <c>modbus+rtu://host:port</c> (RTU over TCP) or <c>modbus+serial:///dev/ttyUSB0</c>.</param>
    /// <param name="configure">Says what is read and written, and how the link is used.</param>
    public static TwinRuntimeBuilder AddModbus(this TwinRuntimeBuilder builder, string link, Action<ModbusConnectorBuilder> configure) =>
        builder.AddModbus(link, configure, out _);

    /// <summary>The same, and hands out the connector: for its counters and its plan, and for trying the tags before the start.</summary>
    /// <param name="builder">The runtime being composed.</param>
    /// <param name="link"><c>modbus://host[:502]</c>, <c>mbaps://host[:802]</c> (TLS), <c>modbus+rtu://host:port</c> (RTU over TCP) or <c>modbus+serial:///dev/ttyUSB0</c>.</param>
    /// <param name="configure">Says what is read and written, and how the link is used.</param>
    /// <param name="connector">The connector; owned by the runtime.</param>
    public static TwinRuntimeBuilder AddModbus(this TwinRuntimeBuilder builder, string link, Action<ModbusConnectorBuilder> configure, out ModbusConnector connector)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(configure);
        var modbus = new ModbusConnectorBuilder(new ModbusSettings());
        modbus.Settings.SetAddress(link, modbus.Problems);
        configure(modbus);
        connector = new ModbusConnector(builder.Graph, modbus, () => builder.MeterFactory);
        if (modbus.Settings.Journal is { } journal && !journal.Validate().Any())
            connector.JournaledBy = new JournaledConnector(connector, journal, acknowledgesDurable: true);
        builder.AddConnector((IConnector?)connector.JournaledBy ?? connector).AddComponent(new ModbusValidation(connector));
        return builder;
    }
}
