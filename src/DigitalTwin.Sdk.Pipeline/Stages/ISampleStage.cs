namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// The state and the arithmetic of one operator, independent of how samples come and go. A mutable struct, so that the Rx,
/// push and batch faces run the very same code without an interface call in between.
/// </summary>
internal interface ISampleStage
{
    /// <summary>Takes one sample and gives what follows from it to the output.</summary>
    void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput;

    /// <summary>Event time has come at least this far, although no sample says so: gives what follows from that.</summary>
    /// <returns>Up to which event time nothing more will come out, save what comes too late itself.</returns>
    long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput;

    /// <summary>Gives out what the stage still holds, when no more samples will come.</summary>
    void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput;

    /// <summary>Writes all that the future depends on; parameters are not part of it.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over what a stage with the same parameters wrote.</summary>
    void Restore(StateReader reader);
}
