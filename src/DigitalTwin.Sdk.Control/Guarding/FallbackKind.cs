namespace DigitalTwin.Sdk.Control;

/// <summary>The three fallbacks.</summary>
internal enum FallbackKind
{
    Hold = 0,
    Release,
    GoTo,
}
