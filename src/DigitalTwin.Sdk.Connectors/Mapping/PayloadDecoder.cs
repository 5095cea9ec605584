namespace DigitalTwin.Sdk.Connectors;

/// <summary>Turns the bytes of a message into a value: a codec of your own.</summary>
/// <remarks>Called once per message on the connector's receive path: it should not allocate, and must not keep the span. If it throws, the sample becomes Bad with reason ComputationError.</remarks>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="payload">The whole message; may be empty, malformed or hostile.</param>
/// <param name="value">The value; a <see langword="double"/> is then converted from the mapping's unit.</param>
/// <returns>Whether the bytes were understood; if not, the sample becomes Bad with reason ConversionError.</returns>
public delegate bool PayloadDecoder<T>(ReadOnlySpan<byte> payload, out T value);
