namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>
/// Which package may reference which: the one table of allowed edges. It also lists packages that do not exist yet, so that their
/// first project file already has to obey it. Change it together with a decision record.
/// </summary>
internal static class PackageTable
{
    private const string Core = "DigitalTwin.Sdk.Core";
    private const string MathNet = "MathNet.Numerics";

    public static IReadOnlyDictionary<string, AllowedReferences> Rows { get; } = new Dictionary<string, AllowedReferences>
    {
        [Core] = new([], ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions"]),
        ["DigitalTwin.Sdk.Dtdl"] = new([Core], []),
        ["DigitalTwin.Sdk.Pipeline"] = new([Core], ["System.Reactive"]),
        ["DigitalTwin.Sdk.Connectors"] = new([Core], []),
        ["DigitalTwin.Sdk.Connectors.Mqtt"] = new([Core, "DigitalTwin.Sdk.Connectors"], ["MQTTnet"]),
        ["DigitalTwin.Sdk.Protocols.OpcUa"] = new([], []),
        ["DigitalTwin.Sdk.Connectors.OpcUa"] = new([Core, "DigitalTwin.Sdk.Connectors", "DigitalTwin.Sdk.Protocols.OpcUa"], []),
        ["DigitalTwin.Sdk.Protocols.Modbus"] = new([], ["System.IO.Ports"]),
        ["DigitalTwin.Sdk.Connectors.Modbus"] = new([Core, "DigitalTwin.Sdk.Connectors", "DigitalTwin.Sdk.Protocols.Modbus"], []),
        ["DigitalTwin.Sdk.Physics"] = new([Core], [MathNet]),
        ["DigitalTwin.Sdk.Analytics"] = new([Core], [MathNet]),
        ["DigitalTwin.Sdk.Analytics.ML"] = new([Core, "DigitalTwin.Sdk.Analytics"], ["Microsoft.ML", "Microsoft.ML.OnnxRuntime"]),
        ["DigitalTwin.Sdk.Control"] = new([Core], [MathNet]),
        ["DigitalTwin.Sdk.History"] = new([Core], ["Microsoft.Data.Sqlite"]),
        ["DigitalTwin.Sdk.AspNetCore"] = new([Core, "DigitalTwin.Sdk.History", "DigitalTwin.Sdk.Control"], ["Microsoft.AspNetCore.App"]),
        ["DigitalTwin.Sdk"] = new(
            [Core, "DigitalTwin.Sdk.Pipeline", "DigitalTwin.Sdk.Physics", "DigitalTwin.Sdk.Analytics", "DigitalTwin.Sdk.Control", "DigitalTwin.Sdk.History"],
            [
                "Microsoft.Extensions.Configuration",
                "Microsoft.Extensions.Configuration.Abstractions",
                "Microsoft.Extensions.Configuration.Binder",
                "Microsoft.Extensions.DependencyInjection.Abstractions",
                "Microsoft.Extensions.Diagnostics.Abstractions",
                "Microsoft.Extensions.Diagnostics.HealthChecks",
                "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions",
                "Microsoft.Extensions.Hosting.Abstractions",
                "Microsoft.Extensions.Logging.Abstractions",
                "Microsoft.Extensions.Options",
                "Microsoft.Extensions.Options.ConfigurationExtensions",
            ]),
        ["DigitalTwin.Sdk.Testing"] = new([Core, "DigitalTwin.Sdk.Physics"], ["Microsoft.Extensions.TimeProvider.Testing"]),
    };

    /// <summary>What the built assembly may name besides the platform: its row, and Core's abstractions, which stand in Core's own signatures.</summary>
    public static IReadOnlySet<string> AssembliesAllowedTo(string package)
    {
        var row = Rows[package];
        var allowed = row.Projects.Concat(row.Packages).ToHashSet();
        if (row.Projects.Contains(Core))
            allowed.UnionWith(Rows[Core].Packages);
        return allowed;
    }
}
