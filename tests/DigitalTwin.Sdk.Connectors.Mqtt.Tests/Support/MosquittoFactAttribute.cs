namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>A test against a real mosquitto. Skipped, visibly, where none is installed; in CI it runs, and fails, there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MosquittoFactAttribute : FactAttribute
{
    public MosquittoFactAttribute()
    {
        if (MosquittoPeer.Executable is null && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = "mosquitto and openssl are not installed.";
    }
}
