namespace DigitalTwin.Sdk.Repository.Tests.Reading;

/// <summary>One place that breaks a rule.</summary>
internal readonly record struct Finding(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";

    /// <summary>Fails with every finding on a line of its own, so that one run shows all of them.</summary>
    public static void AssertNone(IEnumerable<Finding> findings)
    {
        var lines = findings.Select(f => f.ToString()).ToArray();

        Assert.True(lines.Length == 0, $"{lines.Length} found:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }
}
