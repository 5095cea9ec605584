namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Why a stage did not pass a sample on.</summary>
internal enum DropCause
{
    /// <summary>The stage was told to drop what it rejects.</summary>
    Rejected,

    /// <summary>Its event time is not newer than what has already been passed on.</summary>
    Late,

    /// <summary>The same sample, or another of the same time that is no worse, is already there.</summary>
    Duplicate,
}
