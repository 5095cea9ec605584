using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk;

/// <summary>What the runtime offers a connector. Thread-safe.</summary>
public interface IConnectorHost
{
    /// <summary>The runtime's clock; the only one a connector may read.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>
    /// What the machine's clock shows at a moment of twin time, for telling it to somebody outside. Twin time never goes back, so after the machine's clock was
    /// set back it runs ahead for a while; a deadline told in it would be too late for a device whose clock is right.
    /// </summary>
    /// <param name="time">A moment of <see cref="TimeProvider"/>, such as <see cref="GuardedWrite.ExpiresAt"/>.</param>
    /// <returns>The same moment by the machine's clock, UTC; the argument itself while the two agree, and for hosts that know no difference.</returns>
    DateTimeOffset ToWallTime(DateTimeOffset time) => time;

    /// <summary>Where the connector logs.</summary>
    ILoggerFactory LoggerFactory { get; }

    /// <summary>Hands a sample to the lane of its twin; stamps the arrival time. Waits while the lane's bounded queue is full.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">Which property was sampled.</param>
    /// <param name="sample">The sample; its arrival time is replaced by the runtime unless lanes run on <see cref="RuntimeClock.Samples"/>.</param>
    /// <param name="receipt">Told what became of the sample; null if nobody asks.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken);

    /// <summary>
    /// Hands in that a reading failed: an unreadable payload, a function that threw. The property keeps the value it has when its turn comes, with a Bad quality,
    /// even if the clock of its source runs ahead of ours.
    /// </summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="property">Which property could not be read.</param>
    /// <param name="time">When that was, by <see cref="TimeProvider"/>.</param>
    /// <param name="reasons">Why; joined with <see cref="Quality.Bad"/>.</param>
    /// <param name="receipt">Told what became of it; null if nobody asks.</param>
    /// <param name="cancellationToken">Gives up waiting for room in the lane's queue.</param>
    ValueTask PostFailureAsync<T>(Property<T> property, DateTimeOffset time, Quality reasons, ISampleReceipt? receipt, CancellationToken cancellationToken) =>
        PostAsync(property, Sample.Bad<T>(default!, time, reasons), receipt, cancellationToken);

    /// <summary>Says where the connector stands; twins bound to it change their life-cycle state and lost links degrade their values.</summary>
    /// <param name="state">The state.</param>
    /// <param name="reason">Why, in words for an operator.</param>
    void ReportState(ConnectorState state, string reason);

    /// <summary>Says where the connector's counters can be read, for health pages. A connector that does not call this shows zeros.</summary>
    /// <param name="read">Gives the counters as they are; called at any time, from any thread, also after the connector was disposed. Must neither wait nor throw.</param>
    void ReportCounters(Func<ConnectorCounters> read);

    /// <summary>Says that one twin's source has come (birth) or gone (last will) behind a connected broker or gateway.</summary>
    /// <param name="twin">The twin whose device it is.</param>
    /// <param name="isPresent">Whether the device is there.</param>
    /// <param name="reason">Why, in words for an operator.</param>
    void ReportPresence(Twin twin, bool isPresent, string reason);
}
