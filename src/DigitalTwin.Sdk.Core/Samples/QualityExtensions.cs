namespace DigitalTwin.Sdk;

/// <summary>Questions one asks of a <see cref="Quality"/>, and the rules by which qualities join.</summary>
public static class QualityExtensions
{
    private const uint LevelMask = 3u << 30;

    /// <summary>Members of a <see cref="Quality"/>.</summary>
    /// <param name="quality">The quality asked about.</param>
    extension(Quality quality)
    {
        /// <summary>The level without the reasons.</summary>
        public QualityLevel Level => (QualityLevel)((uint)quality >> 30);

        /// <summary>The reasons and information bits without the level.</summary>
        public Quality Reasons => (Quality)((uint)quality & ~LevelMask);

        /// <summary>Whether the level is Good, whatever information bits are set.</summary>
        public bool IsGood => (uint)quality >> 30 == (uint)QualityLevel.Good;

        /// <summary>Whether the level is Uncertain.</summary>
        public bool IsUncertain => (uint)quality >> 30 == (uint)QualityLevel.Uncertain;

        /// <summary>Whether the level is Bad. "No data" is not Bad; ask <c>IsUsable</c> to exclude both.</summary>
        public bool IsBad => (uint)quality >> 30 == (uint)QualityLevel.Bad;

        /// <summary>Whether the level is Good or Uncertain, so that the value is a value.</summary>
        public bool IsUsable => (uint)quality >> 30 >= (uint)QualityLevel.Uncertain;

        /// <summary>Whether all of the given reasons are set.</summary>
        /// <param name="reasons">Reasons, joined by <c>|</c>; level bits are ignored.</param>
        public bool Has(Quality reasons) => ((uint)quality & (uint)reasons & ~LevelMask) == ((uint)reasons & ~LevelMask);

        /// <summary>This quality with its level lowered to at most the other's level, and both sets of reasons.</summary>
        /// <param name="other">What to join with, for instance <c>Quality.Uncertain | Quality.Interpolated</c>.</param>
        /// <returns>The worse of the two levels and the union of the reasons (semantics P9).</returns>
        public Quality WorstWith(Quality other)
        {
            var level = Math.Min((uint)quality & LevelMask, (uint)other & LevelMask);
            return (Quality)(level | (((uint)quality | (uint)other) & ~LevelMask));
        }
    }
}
