namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>One contestant of the MQTT work; connected and subscribed once made, gone once disposed.</summary>
internal interface IMqttSide : IAsyncDisposable
{
    string Name { get; }

    /// <summary>What the side knows of itself, for error messages.</summary>
    string State { get; }

    /// <summary>Throws if what arrived is not what was sent.</summary>
    void Check(int messages);
}
