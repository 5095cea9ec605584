namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What a signal does between two samples.</summary>
public enum SignalShape
{
    /// <summary>It goes from one to the other in a straight line: analogue signals. The default.</summary>
    Line,

    /// <summary>It keeps the earlier value until the later one: switches, states and set-points.</summary>
    Step,
}
