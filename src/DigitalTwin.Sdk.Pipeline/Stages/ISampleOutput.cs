namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Where a stage puts its results, and where it says what it did with a sample.</summary>
internal interface ISampleOutput
{
    /// <summary>Passes a sample on.</summary>
    void Emit(in Sample<double> sample);

    /// <summary>Passes many samples on as they are.</summary>
    void EmitRun(SampleBlock run);

    /// <summary>Says that this stage has lowered the quality or replaced the value of so many samples.</summary>
    void CountFlagged(int samples = 1);

    /// <summary>Says that a sample ends here.</summary>
    void Drop(DropCause cause);

    /// <summary>Says that a user's function failed; the stage still decides what becomes of the sample.</summary>
    void Fail(Exception error);

    /// <summary>Says how many samples wait in this stage now.</summary>
    void SetWaiting(int samples);

    /// <summary>Says that a sample passed on flagged came late.</summary>
    void CountLate();
}
