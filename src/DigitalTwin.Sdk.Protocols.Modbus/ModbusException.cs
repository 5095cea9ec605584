namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>The link is broken, cannot be opened, or brought an answer that cannot be one. The request may have been carried out all the same.</summary>
public sealed class ModbusException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, with the address of the other side.</param>
    /// <param name="innerException">What the system said; null if it said nothing.</param>
    public ModbusException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
