namespace DigitalTwin.Sdk.Physics;

/// <summary>Everything a model, filter or estimator remembers at one moment, to be stored and put back later, bit for bit.</summary>
/// <remarks>
/// Semantics X4: putting it into another model, or another version of it, is refused. The payload is opaque: little-endian numbers
/// whose order only the writer knows. Immutable (the payload must not be changed) and thread-safe.
/// </remarks>
/// <param name="Version">Version of the payload's layout.</param>
/// <param name="ModelHash">Fingerprint of the kind of model and of all its parameters.</param>
/// <param name="TimeSeconds">Model time in s since it was initialised.</param>
/// <param name="Payload">The content.</param>
public sealed record ModelState(int Version, ulong ModelHash, double TimeSeconds, ReadOnlyMemory<byte> Payload);
