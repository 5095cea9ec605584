namespace DigitalTwin.Sdk;

/// <summary>
/// The one ordered stream of everything that happens in a graph. History, dashboards, rules and your own code read it, and nothing
/// bypasses it.
/// </summary>
/// <remarks>
/// Order is per twin: revisions of one twin come in order and without gaps; between twins there is no order. A subscriber first gets a
/// snapshot of every twin at some revision and then every change after it. Each subscriber has bounded queues of its own and is served
/// on a thread of the pool, serially; a slow or throwing one concerns nobody else. Thread-safe.
/// </remarks>
public sealed class ChangeFeed : IObservable<TwinChange>
{
    private readonly TwinGraph _graph;

    internal ChangeFeed(TwinGraph graph) => _graph = graph;

    /// <summary>Subscribes with the default options: everything, snapshots first, oldest dropped after 4,096 per lane.</summary>
    /// <param name="observer">Gets the changes; a throw costs that change and is counted.</param>
    /// <returns>Ends the subscription; is a <see cref="ChangeSubscription"/>.</returns>
    public IDisposable Subscribe(IObserver<TwinChange> observer) => Subscribe(observer, new ChangeFeedOptions());

    /// <summary>Subscribes.</summary>
    /// <param name="observer">Gets the changes; a throw costs that change and is counted.</param>
    /// <param name="options">What is wanted, and how long the queue may grow. Copied.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the twin is of another graph.</exception>
    public ChangeSubscription Subscribe(IObserver<TwinChange> observer, ChangeFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Twin is { } twin && !ReferenceEquals(twin.Graph, _graph))
            throw new ArgumentException($"Twin '{twin.Id}' belongs to another graph.", nameof(options));
        var subscription = new ChangeSubscription(_graph, options.Copy(), observer);
        subscription.Start();
        return subscription;
    }

    /// <summary>Subscribes with a function.</summary>
    /// <param name="onNext">Gets the changes; a throw costs that change and is counted.</param>
    /// <param name="options">What is wanted; null for everything.</param>
    public ChangeSubscription Subscribe(Action<TwinChange> onNext, ChangeFeedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return Subscribe(new DelegateObserver<TwinChange>(onNext), options ?? new ChangeFeedOptions());
    }
}
