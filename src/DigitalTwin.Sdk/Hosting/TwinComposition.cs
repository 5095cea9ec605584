namespace DigitalTwin.Sdk.Hosting;

/// <summary>One call of AddDigitalTwin, kept until the host starts.</summary>
internal sealed record TwinComposition(Action<IServiceProvider, TwinRuntimeBuilder> Compose);
