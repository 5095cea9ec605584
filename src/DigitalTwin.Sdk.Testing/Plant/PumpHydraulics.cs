namespace DigitalTwin.Sdk.Testing;

/// <summary>
/// The true curves of the simulated pump, as ratios to its rated point: flow q, speed v, head and power. On purpose not those of
/// <c>DigitalTwin.Sdk.Physics</c>: a twin that estimates this plant has to cope with a model that is slightly wrong, as in a real plant.
/// </summary>
internal sealed class PumpHydraulics(double ratedFlow, double ratedHead, double ratedSpeedRpm, double staticHead)
{
    internal const double SpecificWeight = 998.2 * 9.80665;
    private const double RatedEfficiency = 0.80;

    // Atmosphere at sea level less the vapour pressure of water at 20 °C (IAPWS-95: 2339 Pa), as head.
    private const double BarometricHead = (101_325 - 2339) / SpecificWeight;
    private const double SuctionLift = 1.0;
    private const double SuctionFriction = 0.8;

    // Below this margin bubbles start to cost head; at zero margin the loss is 3 % (that defines NPSH3, ISO 9906:2012).
    private const double InceptionMargin = 1.0;

    // Suction specific speed of 175 (1/min, m³/s, m).
    private readonly double _ratedNpshRequired = Math.Pow(ratedSpeedRpm * Math.Sqrt(ratedFlow / 3600) / 175, 4.0 / 3.0);

    /// <summary>Shaft power at the rated point, kW.</summary>
    internal double RatedShaftPower { get; } = SpecificWeight * ratedFlow / 3600 * ratedHead / RatedEfficiency / 1000;

    internal double RatedHead => ratedHead;

    /// <summary>Head over rated head; the wear term leaks more at low flow, where the pressure difference is larger.</summary>
    internal static double Head(double q, double v, double wear) => NewHead(q, v) - (wear * v * ((1.1 * v) - (0.1 * q)));

    internal static double NewHead(double q, double v) => (1.255 * v * v) + (0.01 * v * q) - (0.265 * q * q);

    /// <summary>Shaft power over rated shaft power. Part load costs a little more than the affinity laws say.</summary>
    internal static double Power(double q, double v, double rise) =>
        v * ((v * ((0.48 * v) + (0.55 * q))) - (0.03 * q * q)) * (1 + (0.03 * Math.Max(0, 1 - v))) * (1 + rise);

    /// <summary>Flow at which pump and system agree: the positive root of two parabolas; zero behind a closed check valve.</summary>
    internal double OperatingFlow(double v, double wear, double cavitationLoss, double resistance)
    {
        var remains = 1 - cavitationLoss;
        var shutOff = (remains * v * v * (1.255 - (1.1 * wear))) - staticHead;
        if (shutOff <= 0)
            return 0;
        var linear = remains * v * (0.01 + (0.1 * wear));
        var square = (remains * 0.265) + ((1 - staticHead) * resistance);
        return (linear + Math.Sqrt((linear * linear) + (4 * square * shutOff))) / (2 * square);
    }

    /// <summary>Head at the suction flange above atmosphere, m.</summary>
    internal static double SuctionHead(double q, double sumpLevel, double suctionLoss) =>
        SuctionLift + sumpLevel - (SuctionFriction * q * q) - suctionLoss;

    /// <summary>NPSH available less required, m.</summary>
    internal double NpshMargin(double q, double v, double suctionHead) =>
        BarometricHead + suctionHead - (_ratedNpshRequired * ((0.55 * v * v) + (0.45 * q * q)));

    /// <summary>Margin at rated flow and speed with a full sump, m.</summary>
    internal double RatedNpshMargin => NpshMargin(1, 1, SuctionHead(1, 0, 0));

    internal static double CavitationHeadLoss(double margin)
    {
        if (margin >= InceptionMargin)
            return 0;
        var depth = (InceptionMargin - margin) / InceptionMargin;
        return Math.Min(0.5, 0.03 * depth * depth);
    }

    /// <summary>How loud cavitation is, 0 to 1. It is heard before the head drops.</summary>
    internal static double CavitationNoise(double margin) => Math.Clamp((InceptionMargin + 0.5 - margin) / 2, 0, 1);
}
