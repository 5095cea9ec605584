using MQTTnet.Packets;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Telling news from what may have waited at the broker, perhaps for as long as the session is kept.</summary>
/// <remarks>
/// No answer of the broker marks the end of its queue: messages keep their order per topic and sender only (MQTT 5, clause 4.6), and the queue is
/// sent in windows, each after our acknowledgements of the one before. Under MQTT 5 we therefore subscribe again under a new subscription
/// identifier: the broker stores a message with the identifiers of the subscriptions it matched when it came (clause 3.3.2.3.8), so one that
/// carries the new identifier came after. Without identifiers (MQTT 3.1.1, some brokers; and shared subscriptions, whose queue is the group's and not
/// ours) we ask for a quiet round trip: with everything acknowledged, a ping is answered and no message came in between. Brokers that work
/// through a connection in order then have nothing left; the standard does not promise it.
/// </remarks>
internal sealed partial class MqttSession
{
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(100);
    private readonly bool _knowsIdentifiers;
    private volatile bool _mayHoldBacklog;
    private volatile uint _newsIdentifier;
    private volatile Probe? _probe;
    private Task _probing = Task.CompletedTask;
    private long _messages;
    private long _pings;
    private long _pongs;
    private int _unacknowledged;

    /// <summary>Whether subscribing again under a new identifier is how news are told from old messages in this session.</summary>
    internal bool NeedsNewsIdentifier => _mayHoldBacklog && _knowsIdentifiers;

    private bool MayHaveWaited(MqttPublishPacket packet)
    {
        if (!_mayHoldBacklog)
            return false;
        return _newsIdentifier is not (> 0 and var news) || packet.SubscriptionIdentifiers?.Contains(news) != true;
    }

    private async Task ProbeAsync()
    {
        try
        {
            while (_mayHoldBacklog)
            {
                await Task.Delay(ProbePause, _time, _closing.Token).ConfigureAwait(false);
                var messages = Interlocked.Read(ref _messages);
                if (Volatile.Read(ref _unacknowledged) > 0 || HasUnreleased())
                    continue;
                var probe = new Probe(Interlocked.Increment(ref _pings), messages);
                _probe = probe;
                await SendAsync(new MqttPingReqPacket()).ConfigureAwait(false);
                await probe.Answered.Task.WaitAsync(_closing.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or MqttRefusedException)
        {
            // Closed, or the connection broke: the next session starts anew.
        }
    }

    /// <summary>Called on the receive loop, so in the order in which messages and answers came.</summary>
    private void NotePong()
    {
        _pongs++;
        if (_probe is not { } probe || _pongs < probe.Ping)
            return;
        _probe = null;
        if (Interlocked.Read(ref _messages) == probe.Messages)
            _mayHoldBacklog = false;
        probe.Answered.TrySetResult();
    }

    private bool HasUnreleased()
    {
        lock (_released)
            return _released.Count > 0;
    }

    /// <param name="Ping">Which ping of the session it is.</param>
    /// <param name="Messages">How many messages had come when it was sent.</param>
    private sealed record Probe(long Ping, long Messages)
    {
        internal TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
