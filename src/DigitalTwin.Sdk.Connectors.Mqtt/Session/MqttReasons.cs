using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Turns what brokers and sockets say into words for an operator, and tells what is worth trying again.</summary>
internal static class MqttReasons
{
    internal static MqttRefusedException? Refused(MqttConnAckPacket answer, bool isV5)
    {
        var code = isV5 ? answer.ReasonCode : FromReturnCode(answer.ReturnCode);
        if (code == MqttConnectReasonCode.Success)
            return null;
        var said = string.IsNullOrEmpty(answer.ReasonString) ? "" : $" ({answer.ReasonString})";
        return code switch
        {
            MqttConnectReasonCode.BadUserNameOrPassword => new("the broker refuses the user name or password" + said, isPermanent: true),
            MqttConnectReasonCode.NotAuthorized => new("the broker does not authorise this client; user name or password may be wrong" + said, isPermanent: true),
            MqttConnectReasonCode.UnsupportedProtocolVersion => new("the broker does not speak this version of MQTT" + said, isPermanent: true, mayBeVersion: isV5),
            MqttConnectReasonCode.ServerUnavailable or MqttConnectReasonCode.ServerBusy or MqttConnectReasonCode.QuotaExceeded
                or MqttConnectReasonCode.ConnectionRateExceeded or MqttConnectReasonCode.UnspecifiedError or MqttConnectReasonCode.ImplementationSpecificError
                or MqttConnectReasonCode.UseAnotherServer => new($"the broker refuses for now: {code}" + said),
            _ when Enum.IsDefined(code) => new($"the broker refuses the connection: {code}" + said, isPermanent: true),

            // A 3.1.1 broker answers with its own codes, which MQTT 5 does not know.
            _ => new($"the broker refuses the connection with code {(int)code}" + said, mayBeVersion: isV5),
        };
    }

    internal static bool IsRefused(MqttSubscribeReasonCode code) => code > MqttSubscribeReasonCode.GrantedQoS2;

    /// <summary>A refused subscription leaves the twin blind on that topic: a fault to be shown, not to be got used to.</summary>
    internal static void ThrowIfRefused(IReadOnlyList<MqttTopicFilter> filters, IReadOnlyList<MqttSubscribeReasonCode> codes)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            if (IsRefused(codes[i]))
                throw new MqttRefusedException($"the broker refuses the subscription to '{filters[i].Topic}': {codes[i]}", IsPermanent(codes[i]));
        }
    }

    private static bool IsPermanent(MqttSubscribeReasonCode code) => code is
        MqttSubscribeReasonCode.NotAuthorized or MqttSubscribeReasonCode.TopicFilterInvalid or MqttSubscribeReasonCode.SharedSubscriptionsNotSupported
        or MqttSubscribeReasonCode.WildcardSubscriptionsNotSupported or MqttSubscribeReasonCode.UnspecifiedError;

    internal static MqttRefusedException Disconnected(MqttDisconnectPacket packet)
    {
        var said = string.IsNullOrEmpty(packet.ReasonString) ? "" : $" ({packet.ReasonString})";
        return packet.ReasonCode switch
        {
            MqttDisconnectReasonCode.SessionTakenOver => new("another client has connected with the same client id; if this goes on, two processes use one, and each must get its own" + said),
            MqttDisconnectReasonCode.NotAuthorized => new("the broker withdrew its authorisation" + said, isPermanent: true),
            _ => new($"the broker ended the connection: {packet.ReasonCode}" + said),
        };
    }

    /// <summary>What an exception on opening the link means.</summary>
    internal static MqttRefusedException Unreachable(Exception e, MqttSettings settings, MqttTls? tls)
    {
        var where = $"{settings.Host}:{settings.Port}";
        if (Find<AuthenticationException>(e) is { } authentication)
            return new($"TLS to {where} failed: {tls?.Refusal ?? authentication.InnerException?.Message ?? authentication.Message}{settings.PortHint}", isPermanent: true, inner: e);
        if (Find<SocketException>(e) is { } socket)
            return new($"{where} cannot be reached: {socket.SocketErrorCode}{settings.PortHint}", inner: e);
        return new($"{where} cannot be reached: {e.GetBaseException().Message}{settings.PortHint}", inner: e);
    }

    /// <summary>What an exception between our CONNECT and the broker's answer means.</summary>
    internal static MqttRefusedException Unanswered(Exception? e, MqttSettings settings, MqttTls? tls, bool isV5)
    {
        // Under TLS 1.3 a broker refuses our certificate only after the handshake: the first read fails with an alert.
        if (tls is not null && e is not null && Find<CryptographicException>(e) is { } alert)
            return new($"the broker refuses our certificate{(tls.HasOwnCertificate ? "" : " (none is given)")}: {alert.Message}", isPermanent: true, inner: e);
        var guess = tls is null ? "" : "; it may not accept our certificate";
        return new($"{settings.Host}:{settings.Port} closed the connection without an answer{guess}{settings.PortHint}", mayBeVersion: isV5, inner: e) { IsUnanswered = true };
    }

    internal static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }

    private static MqttConnectReasonCode FromReturnCode(MqttConnectReturnCode code) => code switch
    {
        MqttConnectReturnCode.ConnectionAccepted => MqttConnectReasonCode.Success,
        MqttConnectReturnCode.ConnectionRefusedUnacceptableProtocolVersion => MqttConnectReasonCode.UnsupportedProtocolVersion,
        MqttConnectReturnCode.ConnectionRefusedIdentifierRejected => MqttConnectReasonCode.ClientIdentifierNotValid,
        MqttConnectReturnCode.ConnectionRefusedServerUnavailable => MqttConnectReasonCode.ServerUnavailable,
        MqttConnectReturnCode.ConnectionRefusedBadUsernameOrPassword => MqttConnectReasonCode.BadUserNameOrPassword,
        _ => MqttConnectReasonCode.NotAuthorized,
    };
}
