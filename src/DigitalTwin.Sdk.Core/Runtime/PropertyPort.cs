namespace DigitalTwin.Sdk;

/// <summary>Where one property's samples enter: raw tap, cleaning chain, twin state, clean signal. Works in the lane of its twin.</summary>
internal abstract class PropertyPort(Property property)
{
    internal Property Property { get; } = property;

    internal TwinSlot? Slot { get; set; }

    internal string? Writer { get; private set; }

    internal abstract long Received { get; }

    internal abstract bool HasChain { get; }

    /// <summary>Takes the right to write the property; false if another has it.</summary>
    internal bool TryClaim(string writer)
    {
        Writer ??= writer;
        return Writer == writer;
    }

    /// <summary>Composes the cleaning chain, so that what is wrong with it is known before the start; gives the problem, null if there is none.</summary>
    internal abstract string? TryCompose();

    internal abstract void Accept(in LaneMessage message, ChangeOrigin origin);

    /// <summary>Notes that the link to the source is lost: the value is unknown from just after the last sample on.</summary>
    internal abstract void MarkLost(long now, ChangeOrigin origin);

    internal abstract void Complete();
}
