namespace DigitalTwin.Sdk.Control;

/// <summary>How a command ended. A refused or failed command is a result, never an exception.</summary>
/// <param name="State">How it ended.</param>
/// <param name="CommandId">Its id in the journal; empty if it never got one.</param>
/// <param name="Reason">Why, in words for an operator; empty when verified.</param>
/// <param name="Rule">The guard rule that refused it; empty if none did.</param>
public readonly record struct CommandResult(CommandState State, Guid CommandId, string Reason, string Rule)
{
    /// <summary>Whether the plant reports the wanted value.</summary>
    public bool IsVerified => State == CommandState.Verified;
}
