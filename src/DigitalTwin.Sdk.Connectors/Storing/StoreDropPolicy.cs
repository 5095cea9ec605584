namespace DigitalTwin.Sdk.Connectors;

/// <summary>What a full store does with the next record. Whatever is dropped is counted.</summary>
public enum StoreDropPolicy
{
    /// <summary>Drops the oldest segment: the newest records are worth most. The default.</summary>
    DropOldest = 0,

    /// <summary>Refuses the record: the oldest are worth most.</summary>
    DropNewest,

    /// <summary>Drops records of the lowest priority there is, oldest segment first, by writing that segment anew; refuses the record if there are none of its own or a lower priority.</summary>
    DropLowestPriority,
}
