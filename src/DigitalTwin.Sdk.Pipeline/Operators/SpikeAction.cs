namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What <c>RejectSpikes</c> does with a spike.</summary>
public enum SpikeAction
{
    /// <summary>Pass it on with its value, as <see cref="Quality.Bad"/> | <see cref="Quality.Spike"/>. The default: nothing is
    /// lost.</summary>
    Flag,

    /// <summary>Drop it and count it.</summary>
    Drop,

    /// <summary>
    /// Put the median of the window in its place, as at most <see cref="Quality.Uncertain"/> | <see cref="Quality.Substituted"/> |
    /// <see cref="Quality.Spike"/>.
    /// </summary>
    ReplaceByMedian,
}
