namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Which value of another signal belongs to an event time.</summary>
internal enum JoinMethod
{
    AsOf,
    Nearest,
    Linear,
}
