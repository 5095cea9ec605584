using System.Diagnostics;

namespace DigitalTwin.Sdk.Physics;

/// <summary>
/// The characteristic curves of one centrifugal pump as pure functions of flow, speed and wear, all in coherent SI units: what a
/// simulation or a filter calls once per sample.
/// </summary>
/// <remarks>
/// <para>
/// With the ratios <c>q = Q/Qr</c> and <c>ν = n/nr</c> to the best-efficiency point, and the head curve's shut-off ratio <c>h0</c> and
/// curvature <c>c</c>: <c>H = Hr [h0 ν² - (h0 - 1)((1 - c) ν q + c q |q|) - headLoss ν²]</c> and
/// <c>P = Pr [p0 ν³ + p1 ν² q + p2 ν q²] (1 + powerRise)</c>. Both obey the affinity laws (Q as n, H as n², P as n³; J. F. Gülich,
/// Centrifugal Pumps, 3rd ed. 2014, section 3.4) exactly, because each term has the same degree in Q and n together. <c>p1</c> and <c>p2</c> follow from
/// two conditions: <c>P(Qr, nr) = ρ g Qr Hr / ηr</c>, and the efficiency <c>ρ g Q H / P</c> of the new pump has its maximum at Qr.
/// </para>
/// <para>Terms as in ISO 9906:2012. Arguments must be finite; NaN gives NaN. Immutable and thread-safe; no call allocates.</para>
/// </remarks>
public sealed class PumpCurves
{
    /// <summary>Standard acceleration of gravity in m/s², exact (CGPM 1901).</summary>
    internal const double Gravity = 9.80665;

    private readonly double _shutOff;
    private readonly double _curvature;
    private readonly double _power0;
    private readonly double _power1;
    private readonly double _power2;
    private readonly double _npshShutOff;
    private readonly double _npshRated;

    internal PumpCurves(double ratedFlow, double ratedHead, double ratedSpeed, CentrifugalPumpOptions options)
    {
        RatedFlowCubicMetresPerSecond = ratedFlow;
        RatedHeadMetres = ratedHead;
        RatedSpeedRadiansPerSecond = ratedSpeed;
        _shutOff = options.ShutOffHeadRatio;
        _curvature = options.HeadCurvature;
        DensityKilogramsPerCubicMetre = options.Density.SI;
        MotorEfficiency = options.MotorEfficiency;
        RatedShaftPowerWatts = DensityKilogramsPerCubicMetre * Gravity * ratedFlow * ratedHead / options.RatedEfficiency;

        // d ln(q h / p)/dq = 0 at q = 1 with h = p = 1 gives p'(1) = 1 + h'(1).
        var headSlope = -(_shutOff - 1) * (1 + _curvature);
        _power0 = options.ShutOffPowerRatio;
        _power2 = headSlope + _power0;
        _power1 = 1 - _power0 - _power2;

        StaticHeadMetres = options.StaticHead.SI;
        SystemResistance = options.SystemResistance?.SI ?? ((ratedHead - StaticHeadMetres) / (ratedFlow * ratedFlow));
        NpshAvailableMetres = options.NpshAvailable.SI;
        _npshRated = options.RatedNpshRequired?.SI ?? NpshFromSuctionSpecificSpeed(ratedFlow, ratedSpeed);
        _npshShutOff = options.ShutOffNpshRatio * _npshRated;
    }

    /// <summary>Flow at the best-efficiency point and rated speed, in m³/s.</summary>
    public double RatedFlowCubicMetresPerSecond { get; }

    /// <summary>Total head at the best-efficiency point and rated speed, in m.</summary>
    public double RatedHeadMetres { get; }

    /// <summary>Rated speed in rad/s.</summary>
    public double RatedSpeedRadiansPerSecond { get; }

    /// <summary>Shaft power of the new pump at the best-efficiency point and rated speed, in W.</summary>
    public double RatedShaftPowerWatts { get; }

    /// <summary>Density of the pumped liquid in kg/m³.</summary>
    public double DensityKilogramsPerCubicMetre { get; }

    /// <summary>Motor efficiency, 0 to 1, taken as constant.</summary>
    public double MotorEfficiency { get; }

    /// <summary>Static head of the system in m: what must be lifted at no flow.</summary>
    public double StaticHeadMetres { get; }

    /// <summary>Resistance k of the system in m/(m³/s)²: head loss is <c>k Q²</c>.</summary>
    public double SystemResistance { get; }

    /// <summary>NPSH that the suction side offers, in m.</summary>
    public double NpshAvailableMetres { get; }

    /// <summary>Total head in m. Below zero where the flow is more than the pump can drive.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s; a negative flow meets a rising head.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public double Head(double flowCubicMetresPerSecond, double speedRadiansPerSecond, PumpWear wear = default)
    {
        var q = flowCubicMetresPerSecond / RatedFlowCubicMetresPerSecond;
        var v = speedRadiansPerSecond / RatedSpeedRadiansPerSecond;
        var fall = ((1 - _curvature) * v * q) + (_curvature * q * Math.Abs(q));
        return RatedHeadMetres * (((_shutOff - wear.HeadLoss) * v * v) - ((_shutOff - 1) * fall));
    }

    /// <summary>How the head changes with the flow, in m per m³/s; below zero for a stable curve.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    public double HeadSlope(double flowCubicMetresPerSecond, double speedRadiansPerSecond)
    {
        var q = flowCubicMetresPerSecond / RatedFlowCubicMetresPerSecond;
        var v = speedRadiansPerSecond / RatedSpeedRadiansPerSecond;
        return -RatedHeadMetres * (_shutOff - 1) * (((1 - _curvature) * v) + (2 * _curvature * Math.Abs(q))) / RatedFlowCubicMetresPerSecond;
    }

    /// <summary>Power at the shaft in W.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s, not negative.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public double ShaftPower(double flowCubicMetresPerSecond, double speedRadiansPerSecond, PumpWear wear = default)
    {
        var q = flowCubicMetresPerSecond / RatedFlowCubicMetresPerSecond;
        var v = speedRadiansPerSecond / RatedSpeedRadiansPerSecond;
        return RatedShaftPowerWatts * v * ((v * ((_power0 * v) + (_power1 * q))) + (_power2 * q * q)) * (1 + wear.PowerRise);
    }

    /// <summary>How the shaft power changes with the flow, in W per m³/s.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public double ShaftPowerSlope(double flowCubicMetresPerSecond, double speedRadiansPerSecond, PumpWear wear = default)
    {
        var q = flowCubicMetresPerSecond / RatedFlowCubicMetresPerSecond;
        var v = speedRadiansPerSecond / RatedSpeedRadiansPerSecond;
        return RatedShaftPowerWatts * v * ((_power1 * v) + (2 * _power2 * q)) * (1 + wear.PowerRise) / RatedFlowCubicMetresPerSecond;
    }

    /// <summary>Power the motor draws in W: shaft power over motor efficiency.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s, not negative.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public double ElectricalPower(double flowCubicMetresPerSecond, double speedRadiansPerSecond, PumpWear wear = default) =>
        ShaftPower(flowCubicMetresPerSecond, speedRadiansPerSecond, wear) / MotorEfficiency;

    /// <summary>Pump efficiency, hydraulic power <c>ρ g Q H</c> over shaft power: 0 at no flow, no head or standstill, else up to the rated one.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public double Efficiency(double flowCubicMetresPerSecond, double speedRadiansPerSecond, PumpWear wear = default)
    {
        var shaft = ShaftPower(flowCubicMetresPerSecond, speedRadiansPerSecond, wear);
        var hydraulic = DensityKilogramsPerCubicMetre * Gravity * flowCubicMetresPerSecond * Head(flowCubicMetresPerSecond, speedRadiansPerSecond, wear);
        return shaft <= 0 || hydraulic <= 0 ? 0 : hydraulic / shaft;
    }

    /// <summary>NPSH the pump needs in m (NPSH3: the head falls by 3 % there, ISO 9906): rises with the squares of flow and speed.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    public double NpshRequired(double flowCubicMetresPerSecond, double speedRadiansPerSecond)
    {
        var q = flowCubicMetresPerSecond / RatedFlowCubicMetresPerSecond;
        var v = speedRadiansPerSecond / RatedSpeedRadiansPerSecond;
        return (_npshShutOff * v * v) + ((_npshRated - _npshShutOff) * q * q);
    }

    /// <summary>NPSH available minus NPSH required in m; below zero the pump cavitates.</summary>
    /// <param name="flowCubicMetresPerSecond">Delivered flow in m³/s.</param>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    public double NpshMargin(double flowCubicMetresPerSecond, double speedRadiansPerSecond) =>
        NpshAvailableMetres - NpshRequired(flowCubicMetresPerSecond, speedRadiansPerSecond);

    /// <summary>Head the system asks for in m: <c>Hstat + k Q²</c>.</summary>
    /// <param name="flowCubicMetresPerSecond">Flow in m³/s.</param>
    public double SystemHead(double flowCubicMetresPerSecond) =>
        StaticHeadMetres + (SystemResistance * flowCubicMetresPerSecond * flowCubicMetresPerSecond);

    /// <summary>Where the pump settles against the system of its options: head of the pump equals head of the system.</summary>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    public PumpOperatingPoint OperatingPoint(double speedRadiansPerSecond, PumpWear wear = default) =>
        OperatingPoint(speedRadiansPerSecond, wear, SystemResistance, StaticHeadMetres);

    /// <summary>Where the pump settles against a given system, for instance one whose valves move.</summary>
    /// <remarks>
    /// Closed form: the head curve and the system curve are both parabolas in Q, and the one root with Q ≥ 0 is taken in the form that
    /// loses no digits. If the pump cannot reach the static head there is no flow, as behind a check valve.
    /// </remarks>
    /// <param name="speedRadiansPerSecond">Speed in rad/s, not negative.</param>
    /// <param name="wear">How worn the pump is.</param>
    /// <param name="systemResistance">Resistance k in m/(m³/s)², not negative; infinity is a closed valve.</param>
    /// <param name="staticHeadMetres">Static head in m.</param>
    public PumpOperatingPoint OperatingPoint(double speedRadiansPerSecond, PumpWear wear, double systemResistance, double staticHeadMetres)
    {
        var flow = SettledFlow(speedRadiansPerSecond, wear, systemResistance, staticHeadMetres);
        var shaft = ShaftPower(flow, speedRadiansPerSecond, wear);
        return new PumpOperatingPoint(
            flow,
            Head(flow, speedRadiansPerSecond, wear),
            shaft,
            shaft / MotorEfficiency,
            Efficiency(flow, speedRadiansPerSecond, wear),
            NpshMargin(flow, speedRadiansPerSecond));
    }

    /// <summary>The lowest relative shaft power between no flow and the flow at which the head is gone; options that make it zero or less are refused.</summary>
    internal double LowestPowerRatio()
    {
        // Runs out where h0 = (h0 - 1)((1 - c) q + c q²); the power curve is a parabola, lowest at an end or at its vertex.
        var runOut = 2 * _shutOff / (((_shutOff - 1) * (1 - _curvature))
            + Math.Sqrt(Math.Pow((_shutOff - 1) * (1 - _curvature), 2) + (4 * (_shutOff - 1) * _curvature * _shutOff)));
        var vertex = _power2 > 0 ? Math.Clamp(-_power1 / (2 * _power2), 0, runOut) : runOut;
        return Math.Min(_power0, Math.Min(Ratio(runOut), Ratio(vertex)));

        double Ratio(double q) => _power0 + (_power1 * q) + (_power2 * q * q);
    }

    private double SettledFlow(double speed, PumpWear wear, double resistance, double staticHead)
    {
        Debug.Assert(resistance >= 0 || double.IsNaN(resistance), "A system takes head away.");
        if (double.IsPositiveInfinity(resistance))
            return 0;
        var v = speed / RatedSpeedRadiansPerSecond;
        var a = resistance + (_curvature * (_shutOff - 1) * RatedHeadMetres / (RatedFlowCubicMetresPerSecond * RatedFlowCubicMetresPerSecond));
        var b = (1 - _curvature) * (_shutOff - 1) * RatedHeadMetres * v / RatedFlowCubicMetresPerSecond;
        var excess = (RatedHeadMetres * (_shutOff - wear.HeadLoss) * v * v) - staticHead;
        return excess <= 0 ? 0 : 2 * excess / (b + Math.Sqrt((b * b) + (4 * a * excess)));
    }

    // Suction specific speed nss = n √Q / NPSH^0.75 (n in 1/min, Q in m³/s, NPSH in m); ordinary radial impellers lie near 160 to 220 (Gülich, chapter 6).
    private static double NpshFromSuctionSpecificSpeed(double ratedFlow, double ratedSpeed) =>
        Math.Pow(ratedSpeed * 60 / (2 * Math.PI) * Math.Sqrt(ratedFlow) / 180, 4.0 / 3.0);
}
