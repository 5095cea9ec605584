namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says which properties of a journal are played, and how fast. Not thread-safe; used while composing only.</summary>
public sealed class JournalReplayBuilder
{
    internal JournalReplayBuilder()
    {
    }

    internal List<Property> Properties { get; } = [];

    internal double? Pace { get; private set; } = 1;

    internal bool IsShifted { get; private set; }

    /// <summary>Plays the samples of a property: those that stand in the journal under its twin and name. Others are passed over and counted.</summary>
    /// <typeparam name="T">Type of the property's values; that of the samples.</typeparam>
    /// <param name="property">The property.</param>
    public JournalReplayBuilder Read<T>(Property<T> property)
    {
        Properties.Add(property.ToProperty());
        return this;
    }

    /// <summary>How many times as fast as they came the samples are played; 1 unless said.</summary>
    /// <param name="times">Above 0; infinity for as fast as the runtime takes them.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public JournalReplayBuilder Speed(double times)
    {
        if (!(times > 0))
            throw new ArgumentOutOfRangeException(nameof(times), times, "It must be above 0.");
        Pace = double.IsInfinity(times) ? null : times;
        return this;
    }

    /// <summary>Moves all times by the same, so that the first sample is when the runtime starts. Unless said, samples keep their times.</summary>
    public JournalReplayBuilder ShiftToNow()
    {
        IsShifted = true;
        return this;
    }
}
