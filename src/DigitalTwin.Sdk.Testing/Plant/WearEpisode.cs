namespace DigitalTwin.Sdk.Testing;

/// <summary>One damage that grows while the pump turns, the faster the faster it turns.</summary>
internal sealed class WearEpisode(long onset, long duration, WearLaw law, double headLoss, double powerRise, double bearingDamage)
{
    private static readonly double FullGrowth = Math.Exp(3) - 1;
    private double _progress;

    internal double HeadLoss => headLoss * Extent;

    internal double PowerRise => powerRise * Extent;

    internal double BearingDamage => bearingDamage * Extent;

    private double Extent { get; set; }

    /// <summary>
    /// Solid particle erosion grows with the 2nd to 3rd power of the velocity (Finnie 1960, Wear 3, 87-103); taken as 2.5. A pump that is
    /// slowed down really does last longer, which makes a twin's advice worth something.
    /// </summary>
    internal static double Rate(double speedRatio) => speedRatio * speedRatio * Math.Sqrt(speedRatio);

    internal void Grow(long sinceStart, long stepTicks, double rate)
    {
        if (sinceStart <= onset || _progress >= 1)
            return;
        _progress = Math.Min(1, _progress + (Math.Min(stepTicks, sinceStart - onset) * rate / duration));
        Extent = law == WearLaw.Linear ? _progress : (Math.Exp(3 * _progress) - 1) / FullGrowth;
    }
}
