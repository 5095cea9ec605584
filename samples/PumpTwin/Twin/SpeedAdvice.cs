using DigitalTwin.Sdk.Analytics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the twin recommends: full speed, until wear is found; then slow, as wear grows with the 2.5th power of the speed.</summary>
/// <remarks>Wear does not heal. Once found, the advice stays until somebody has overhauled the pump, whatever the detector says later.</remarks>
internal sealed class SpeedAdvice(double usualRpm, double gentleRpm)
{
    private volatile bool _isWorn;

    internal string Text => _isWorn
        ? $"worn: run at {gentleRpm:0} rpm and plan the overhaul"
        : $"healthy: run at {usualRpm:0} rpm";

    internal double SpeedFor(AnomalyScore wear)
    {
        _isWorn |= wear.IsActive;
        return _isWorn ? gentleRpm : usualRpm;
    }
}
