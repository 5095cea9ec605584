namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What <c>FillGaps</c> puts where samples are missing.</summary>
public enum GapFill
{
    /// <summary>Nothing.</summary>
    Leave,

    /// <summary>One sample, <see cref="Quality.Bad"/> | <see cref="Quality.Stale"/>, at the moment from which the silence is a gap; its value is the last one and must not be used.</summary>
    MarkBad,

    /// <summary>The last value, at most <see cref="Quality.Uncertain"/> | <see cref="Quality.GapFilled"/>. For states, switches and set-points.</summary>
    Hold,

    /// <summary>
    /// The straight line between the samples before and after, at most <see cref="Quality.Uncertain"/> | <see cref="Quality.GapFilled"/> |
    /// <see cref="Quality.Interpolated"/>. For analogue signals. Waits for the sample after the gap.
    /// </summary>
    Linear,

    /// <summary>A given value, <see cref="Quality.Uncertain"/> | <see cref="Quality.GapFilled"/> | <see cref="Quality.Substituted"/>.</summary>
    Constant,

    /// <summary>What a function says, <see cref="Quality.Uncertain"/> | <see cref="Quality.GapFilled"/> | <see cref="Quality.Estimated"/>. By <c>FillGapsByModel</c> only.</summary>
    Model,
}
