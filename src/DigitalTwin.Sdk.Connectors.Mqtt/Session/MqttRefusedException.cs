namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Why a connection could not be made or kept, in words for an operator. Never leaves this package.</summary>
internal sealed class MqttRefusedException : Exception
{
    internal MqttRefusedException(string reason, bool isPermanent = false, bool mayBeVersion = false, Exception? inner = null)
        : base(reason, inner)
    {
        IsPermanent = isPermanent;
        MayBeVersion = mayBeVersion;
    }

    /// <summary>Trying again is useless until somebody changes something.</summary>
    internal bool IsPermanent { get; }

    /// <summary>The broker may only not know the protocol version.</summary>
    internal bool MayBeVersion { get; }

    /// <summary>Whether it just hung up and may have had another reason altogether.</summary>
    internal bool IsUnanswered { get; init; }

    /// <summary>Whether the broker said that it does not know the protocol version.</summary>
    internal bool IsVersionRefused => MayBeVersion && !IsUnanswered;
}
