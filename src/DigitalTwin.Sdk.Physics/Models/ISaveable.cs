namespace DigitalTwin.Sdk.Physics;

/// <summary>Something whose memory can be stored and put back, so that it goes on as if nothing had happened.</summary>
public interface ISaveable
{
    /// <summary>Copies all that is remembered.</summary>
    ModelState Save();

    /// <summary>Puts back what <see cref="Save"/> gave; afterwards the same inputs give the same outputs, bit for bit.</summary>
    /// <param name="state">State saved by the same kind of model with the same parameters.</param>
    /// <exception cref="ArgumentException">The state is of another model, another version, or damaged; nothing has changed then.</exception>
    void Restore(ModelState state);
}
