namespace DigitalTwin.Sdk;

/// <summary>What a live read gives when nothing fresh comes in time (semantics S3).</summary>
public enum StaleFallback
{
    /// <summary>It fails with a <see cref="TimeoutException"/>. The default.</summary>
    Fail = 0,

    /// <summary>It gives what the twin has; the sample's time and quality tell the truth about it.</summary>
    UseTwin,
}
