namespace DigitalTwin.Sdk;

/// <summary>What happens when a bounded queue is full. Every loss is counted where the queue is.</summary>
public enum OverflowPolicy
{
    /// <summary>The oldest waiting entry is dropped. The default.</summary>
    DropOldest = 0,

    /// <summary>The new entry is dropped.</summary>
    DropNewest,

    /// <summary>The writer waits for room, no longer than a time limit, and then drops the new entry. A slow reader slows its writers. A write made by the subscriber itself does not wait.</summary>
    Wait,

    /// <summary>The subscription ends; its <see cref="ChangeSubscription.Completion"/> says why.</summary>
    Disconnect,
}
