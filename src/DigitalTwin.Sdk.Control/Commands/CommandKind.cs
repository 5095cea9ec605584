namespace DigitalTwin.Sdk.Control;

/// <summary>Who asked for a command.</summary>
public enum CommandKind
{
    /// <summary>The write-back's signal. The default.</summary>
    Automatic = 0,

    /// <summary>A person or program, through <see cref="WriteBack.RequestAsync"/>.</summary>
    Manual,

    /// <summary>The guard's fallback, going to the safe value.</summary>
    Fallback,
}
