namespace DigitalTwin.Sdk.Testing;

/// <summary>Which way bytes travel through a <see cref="FaultyLink"/>.</summary>
public enum LinkDirection
{
    /// <summary>From the client that connected to the link, to the server behind it.</summary>
    ToServer,

    /// <summary>From the server behind the link, back to the client.</summary>
    ToClient,
}
