namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The suites there are. A new one is added here and nowhere else.</summary>
internal static class Suites
{
    private static readonly Dictionary<string, Func<ISuite>> All = new(StringComparer.Ordinal)
    {
        ["core"] = static () => new CoreSuite(),
        ["mqtt"] = static () => new MqttSuite(),
        ["pipeline"] = static () => new PipelineSuite(),
        ["modbus"] = static () => new ModbusSuite(),
        ["store"] = static () => new StoreSuite(),
    };

    internal static IEnumerable<string> Names => All.Keys;

    internal static ISuite? Find(string name) => All.TryGetValue(name, out var make) ? make() : null;
}
