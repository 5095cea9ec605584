namespace DigitalTwin.Sdk.Physics;

/// <summary>What a Kalman filter did with one measurement.</summary>
public enum KalmanOutcome
{
    /// <summary>There was no usable value; the state was only predicted. The default.</summary>
    Missing = 0,

    /// <summary>The sensor says nothing of the state now, as a head at standstill; passed over.</summary>
    Unobservable = 1,

    /// <summary>Too far from what was expected; the gate kept it out.</summary>
    Rejected = 2,

    /// <summary>Taken into the estimate.</summary>
    Accepted = 3,

    /// <summary>Rejected too often in a row: what it measures was made uncertain anew, and the value taken into the estimate.</summary>
    AcceptedAfterReset = 4,
}
