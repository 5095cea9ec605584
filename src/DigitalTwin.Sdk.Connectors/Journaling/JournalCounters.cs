namespace DigitalTwin.Sdk.Connectors;

/// <summary>What happened to the samples of a journaled connector since it was started.</summary>
/// <param name="Written">Samples put into the journal.</param>
/// <param name="Duplicates">Samples that the journal had already, delivered again after a crash or a cut link: neither written nor handed on.</param>
/// <param name="Replayed">Samples of an earlier run that had not reached the twin, handed on at the start, marked <see cref="Quality.Replayed"/>.</param>
/// <param name="Orphaned">Of these, samples whose property this configuration does not know; passed over.</param>
/// <param name="NotWritten">Samples that the journal could not take, as it was full or its disk failed. They went to the twin all the same, and were not acknowledged as persisted.</param>
/// <param name="Store">What happened in the files.</param>
public readonly record struct JournalCounters(long Written, long Duplicates, long Replayed, long Orphaned, long NotWritten, StoreCounters Store);
