namespace DigitalTwin.Sdk.Testing;

/// <summary>Carries the reason from a wait to the place that knows what to show; never leaves the package.</summary>
internal sealed class WaitFailedException(string message) : Exception(message);
