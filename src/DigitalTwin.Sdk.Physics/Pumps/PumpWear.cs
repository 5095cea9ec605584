namespace DigitalTwin.Sdk.Physics;

/// <summary>How worn a pump is: what it lost in head and what it costs more in power, both against the new pump at equal flow and speed.</summary>
/// <remarks>
/// The default is a new pump. Worn wear rings let water leak back inside the pump and a worn impeller transfers less energy; both lower
/// the head at equal flow and speed, and leakage raises the power per delivered flow (J. F. Gülich, Centrifugal Pumps, 3rd ed. 2014,
/// section 3.6 on leakage losses and section 14.5 on abrasive wear). Efficiency falls by both. Immutable and thread-safe.
/// </remarks>
/// <param name="HeadLoss">Head lost at rated speed, as a fraction of the rated head: 0 new, 0.1 is ten percent. Grows with the square of the speed.</param>
/// <param name="PowerRise">Additional shaft power at equal flow and speed, as a fraction of the new pump's: 0 new, 0.05 is five percent more.</param>
public readonly record struct PumpWear(double HeadLoss, double PowerRise = 0);
