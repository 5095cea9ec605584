namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>How far a request has come.</summary>
internal enum RequestStage
{
    /// <summary>Not handed in yet.</summary>
    New,

    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Sent; its answer is awaited.</summary>
    InFlight,

    /// <summary>Answered, failed or given up: nobody may touch it any more but its caller.</summary>
    Done,
}
