using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Connecting, and connecting again.</summary>
public sealed partial class MqttConnector
{
    private const int LargestIdentifier = 268_435_455;
    private long _connections;

    /// <summary>Never fails: what should not have happened is a fault for all to see, not a twin that has silently gone blind.</summary>
    private async Task RunAsync(IConnectorHost host, ILogger logger, MqttReceiver receiver)
    {
        try
        {
            await KeepConnectedAsync(host, logger, receiver).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            MqttLog.Stopped(logger, e, Name);
            host.ReportState(ConnectorState.Faulted, "unexpected failure: " + e.Message);
        }
    }

    private async Task KeepConnectedAsync(IConnectorHost host, ILogger logger, MqttReceiver receiver)
    {
        var time = _settings.TransportClock ?? host.TimeProvider;
        var dialler = new MqttDialler(_settings, Plan.Tls, time);
        var backoff = new Backoff(_settings.Reconnect, _settings.BackoffSeed());
        var clientId = _settings.EffectiveClientId(time, "");
        while (!_stopping.IsCancellationRequested)
        {
            var reason = await TryOnceAsync(host, logger, receiver, dialler, backoff, clientId).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
                return;
            if (reason.IsPermanent)
            {
                MqttLog.Faulted(logger, Name, reason.Message);
                host.ReportState(ConnectorState.Faulted, reason.Message);
                return;
            }

            var pause = backoff.Next();
            MqttLog.Retrying(logger, Name, reason.Message, pause);
            host.ReportState(Connections > 0 ? ConnectorState.Reconnecting : ConnectorState.Connecting, reason.Message);
            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection from beginning to end; the reason of the end.</summary>
    private async Task<MqttRefusedException> TryOnceAsync(
        IConnectorHost host, ILogger logger, MqttReceiver receiver, MqttDialler dialler, Backoff backoff, string clientId)
    {
        try
        {
            var (session, keepAlive) = await dialler.OpenAsync(clientId, !_settings.KeepsSession, receiver, _stopping.Token).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await ServeAsync(host, logger, session, keepAlive, dialler.IsV5, backoff, clientId).ConfigureAwait(false);
            }
        }
        catch (MqttRefusedException e)
        {
            return e;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return new MqttRefusedException("stopped");
        }
        catch (TimeoutException)
        {
            return new MqttRefusedException($"the broker did not answer our subscription within {_settings.Timeout.TotalSeconds:0.#} s");
        }
        catch (Exception e)
        {
            // Our own bug rather than the outside world's; it must not leave the twin blind for good.
            MqttLog.Unexpected(logger, e, Name);
            return new MqttRefusedException("unexpected failure: " + e.Message, inner: e);
        }
    }

    /// <summary>Subscribes where the broker does not know our subscriptions, or where subscribing again tells news from what waited there.</summary>
    private async Task SubscribeAsync(MqttSession session)
    {
        // On the first connection the broker may hold a session of an earlier configuration: subscribing again costs nothing.
        var isNew = !session.IsSessionPresent || Connections == 0;
        var filters = Plan.Router.Filters(_settings, isRepetition: !isNew);
        if (filters.Count == 0 || !(isNew || session.NeedsNewsIdentifier))
            return;

        // Any number that this session has not had, which may be older than this process.
        var identifier = session.NeedsNewsIdentifier ? (uint)RandomNumberGenerator.GetInt32(1, LargestIdentifier + 1) : 0;
        MqttReasons.ThrowIfRefused(filters, await session.SubscribeAsync(filters, identifier, _stopping.Token).ConfigureAwait(false));
    }

    private async Task<MqttRefusedException> ServeAsync(
        IConnectorHost host, ILogger logger, MqttSession session, TimeSpan keepAlive, bool isV5, Backoff backoff, string clientId)
    {
        session.Start(keepAlive);

        await SubscribeAsync(session).ConfigureAwait(false);
        var isFirst = Interlocked.Increment(ref _connections) == 1;
        _isV5 = isV5;
        _session = session;
        var clock = _settings.TransportClock ?? host.TimeProvider;
        var since = clock.GetTimestamp();
        MqttLog.Connected(logger, Name, _settings.Host, _settings.Port, isV5 ? "5" : "3.1.1", session.IsSessionPresent ? "resumed" : "new", clientId);
        if (!isFirst && session.WasToBeKept && !session.IsSessionPresent)
            MqttLog.SessionLost(logger, Name, clientId);
        host.ReportState(ConnectorState.Connected, isFirst ? "" : "connected again");
        try
        {
            return await session.Ended.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            _session = null;
            backoff.NoteHeld(clock.GetElapsedTime(since));
        }
    }
}
