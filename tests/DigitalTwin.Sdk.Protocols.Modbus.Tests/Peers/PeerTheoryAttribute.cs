namespace DigitalTwin.Sdk.Protocols.Modbus.Tests.Peers;

/// <summary>Tests against servers of others. Skipped, visibly, where their packages are not installed; in CI they run, and fail, there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute()
    {
        string[] needed = ["/usr/include/modbus/modbus.h", "/usr/bin/cc", "/usr/bin/socat", "/usr/bin/mbpoll", "/usr/lib/python3/dist-packages/pymodbus", Path.Combine(PeerProcess.Folder, "node_modules")];
        var missing = needed.Where(n => !Path.Exists(n)).Select(n => Path.GetFileName(n)).ToArray();
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = $"Not installed: {string.Join(", ", missing)}; see tests/peers/README.md.";
    }
}
