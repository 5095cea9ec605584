namespace DigitalTwin.Sdk.Analytics;

/// <summary>What <see cref="Cusum"/> does once a sum has passed the threshold.</summary>
public enum AfterAlarm
{
    /// <summary>
    /// Keep the anomaly active until the sum has fallen to half the threshold; the sum grows to at most twice the threshold, so that
    /// it can fall again when the shift is over. The default; right for acting on the anomaly.
    /// </summary>
    Hold,

    /// <summary>Start the sum that alarmed again from zero; active for that one sample. The textbook chart; right for counting
    /// alarms.</summary>
    Restart,
}
