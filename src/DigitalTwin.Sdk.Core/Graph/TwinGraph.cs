using System.Collections.Concurrent;

namespace DigitalTwin.Sdk;

/// <summary>
/// All twins of a system, one pump or a campus: their state, their relationships, and the feed of everything that happens to them. Thread-safe.
/// </summary>
public sealed partial class TwinGraph
{
    private readonly TwinIndex _twins;
    private readonly ConcurrentDictionary<string, TwinModel> _models = new(StringComparer.Ordinal);

    /// <summary>Makes an empty graph.</summary>
    /// <param name="options">Clock and partitions; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public TwinGraph(TwinGraphOptions? options = null)
    {
        var copy = (options ?? new TwinGraphOptions()).Copy();
        TimeProvider = new SteadyTimeProvider(copy.TimeProvider);
        UserFailures = new FailureLog(TimeProvider);
        Lanes = [.. Enumerable.Range(0, copy.Lanes).Select(i => new Lane(this, i))];
        _twins = new TwinIndex(Lanes);
        Changes = new ChangeFeed(this);
    }

    /// <summary>Makes an empty graph that knows models.</summary>
    /// <param name="models">Models by whose id twins may be added.</param>
    /// <param name="options">Clock and partitions; null for the defaults.</param>
    public TwinGraph(IEnumerable<TwinModel> models, TwinGraphOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(models);
        foreach (var model in models)
            Register(model);
    }

    /// <summary>The clock for values that are set without a time, and of a runtime on this graph: the one of the options, but it never goes back.</summary>
    /// <remarks>If the machine's clock is set back, this one runs on by the monotonic timer, a sixteenth slower, until the other has caught up, which takes sixteen times as long as it was set back by; a wrong step forward that is mended costs the same. Age limits take a fifteenth longer meanwhile. A clock set forward is followed at once.</remarks>
    public TimeProvider TimeProvider { get; }

    /// <summary>The one ordered stream of everything that happens in the graph.</summary>
    public ChangeFeed Changes { get; }

    /// <summary>How many twins there are.</summary>
    public int Count => _twins.Count;

    /// <summary>All twins, in no particular order; a twin added or removed meanwhile may or may not be among them.</summary>
    public IEnumerable<Twin> Twins => Lanes.SelectMany(l => l.Twins);

    /// <summary>Samples that came late and went to the feed for history only, since the graph was made.</summary>
    public long LateSamples => Lanes.Sum(l => l.LateCount);

    /// <summary>Late samples that were dropped because their property rejects them.</summary>
    public long RejectedSamples => Lanes.Sum(l => l.RejectedCount);

    /// <summary>Samples that repeated the current value and time and were dropped.</summary>
    public long DuplicateSamples => Lanes.Sum(l => l.DuplicateCount);

    internal Lane[] Lanes { get; }

    /// <summary>What users' functions have thrown, in the graph and in runtimes on it.</summary>
    internal FailureLog UserFailures { get; }

    /// <summary>Which runtime on the graph reads and writes what.</summary>
    internal RuntimeClaims Claims { get; } = new();

    /// <summary>How far the twins' time runs ahead of the machine's clock since that was set back.</summary>
    internal TimeSpan ClockLead => ((SteadyTimeProvider)TimeProvider).Lead;

    internal long Now => TimeProvider.GetUtcNow().UtcTicks;

    /// <summary>The twin with this id.</summary>
    /// <param name="id">Identifier.</param>
    /// <exception cref="TwinException">There is none.</exception>
    public Twin this[string id] => TryGet(id, out var twin) ? twin : throw new TwinException($"There is no twin '{id}' in this graph.", id, null);

    /// <summary>Makes a model known, so that twins can be added by its id.</summary>
    /// <param name="model">The model; what it extends becomes known too.</param>
    /// <exception cref="ArgumentException">Another model with the same id is known.</exception>
    public void Register(TwinModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var ancestor in model.Extends)
            Register(ancestor);
        if (!ReferenceEquals(_models.GetOrAdd(model.Id, model), model))
            throw new ArgumentException($"Another model '{model.Id}' is already known to the graph.", nameof(model));
    }

    /// <summary>Adds a twin whose properties are added one by one.</summary>
    /// <param name="id">Identifier, unique in the graph.</param>
    /// <exception cref="TwinException">The id is taken.</exception>
    public Twin Add(string id) => AddCore(id, null);

    /// <summary>Adds a twin that follows a model.</summary>
    /// <param name="id">Identifier, unique in the graph.</param>
    /// <param name="model">The model; becomes known to the graph.</param>
    /// <exception cref="TwinException">The id is taken.</exception>
    public Twin Add(string id, TwinModel model)
    {
        Register(model);
        return AddCore(id, model);
    }

    /// <summary>Adds a twin that follows a model known to the graph.</summary>
    /// <param name="id">Identifier, unique in the graph.</param>
    /// <param name="modelId">Id of the model.</param>
    /// <exception cref="TwinException">The id is taken, or the model is unknown.</exception>
    public Twin Add(string id, string modelId)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        return AddCore(id, _models.TryGetValue(modelId, out var model) ? model : throw new TwinException($"Twin '{id}': the graph knows no model '{modelId}'.", id, null));
    }

    /// <summary>Looks for a twin.</summary>
    /// <param name="id">Identifier.</param>
    /// <param name="twin">The twin, if there is one.</param>
    public bool TryGet(string id, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out Twin twin)
    {
        ArgumentNullException.ThrowIfNull(id);
        twin = Find(id);
        return twin is not null;
    }

    /// <summary>Twins of a model or of one that extends it, however far.</summary>
    /// <param name="modelId">Id of the model.</param>
    public IEnumerable<Twin> OfModel(string modelId)
    {
        ArgumentNullException.ThrowIfNull(modelId);
        return Twins.Where(t => t.Model?.Is(modelId) == true);
    }

    /// <summary>Changes several twins together: all of it, or nothing. Each twin gets one revision and one event.</summary>
    /// <param name="change">Says what is to change. Runs before anything is locked.</param>
    /// <param name="origin">Where the change comes from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <exception cref="TwinValidationException">A model forbids it; nothing was applied.</exception>
    public MutationResult Mutate(Action<GraphMutation> change, ChangeOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(change);
        var batch = new GraphMutation(this);
        change(batch);
        return MutationPlan.Commit(batch.Mutations, origin ?? ChangeOrigin.OfCaller(), expectedRevision: null);
    }

    /// <summary>Removes a twin. Its handles throw from then on.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="rule">What happens to its relationships.</param>
    /// <exception cref="TwinException">It has relationships and the rule refuses, or it is not of this graph, or removed already.</exception>
    public void Remove(Twin twin, DeleteRule rule = DeleteRule.RefuseIfRelated)
    {
        ArgumentNullException.ThrowIfNull(twin);
        if (!ReferenceEquals(twin.Graph, this))
            throw new TwinException($"Twin '{twin.Id}' belongs to another graph.", twin.Id, null);
        Lane.Publishing(Lanes, () =>
        {
            _ = twin.Revision;
            var relations = twin.Lane.Relations(twin.Row);
            if (!relations.IsEmpty && rule == DeleteRule.RefuseIfRelated)
                throw new TwinException($"Twin '{twin.Id}' still has {relations.Outgoing.Length + relations.Incoming.Length} relationship(s); remove them first or say {nameof(DeleteRule)}.{nameof(DeleteRule.RemoveRelationships)}.", twin.Id, null);
            foreach (var relationship in relations.Outgoing.AddRange(relations.Incoming).Distinct())
                RelationshipWriter.Detach(relationship);
            _twins.Remove(twin);

            // What was reported of it and waits goes out while it is there.
            twin.Lane.Feed.Flush(twin.Lane);
            var revision = twin.Lane.RemoveRow(twin.Row);
            twin.Lane.Feed.Publish(new TwinChange(twin, TwinChangeKind.Deleted, revision, Now, ChangeOrigin.User, null), twin.Row);
            return 0;
        });
    }

    /// <summary>The whole graph at one moment; never changes afterwards. Costs one reference per 256 values; what changes later is copied then.</summary>
    public GraphSnapshot Snapshot() => Lane.Locked(Lanes, () => new GraphSnapshot(this, [.. Lanes.Select(l => l.Share())], Now));

    private Twin? Find(string id) => _twins.TryFind(id, out var twin) ? twin.Lane.TwinAtOrNull(twin.Row) : null;

    private Twin AddCore(string id, TwinModel? model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        if (Find(id) is not null)
            throw Taken(id);
        var lane = Lanes[(int)(StableHash.Of(id) % (uint)Lanes.Length)];
        return Lane.Publishing([lane], () =>
        {
            if (Find(id) is not null)
                throw Taken(id);
            var layout = model?.Layout ?? PropertyLayout.Empty;
            var (row, first) = lane.AddRow(layout.Definitions.Length);
            foreach (var inputs in layout.DerivedInputs)
            {
                foreach (var input in inputs)
                    lane.MarkDependents(first + input);
            }

            var twin = new Twin(this, lane, row, id, model, first);
            lane.SetTwin(row, twin);
            _twins.Add(twin, layout, first);
            lane.Feed.Publish(new TwinChange(twin, TwinChangeKind.Created, 1, Now, ChangeOrigin.User, null), row);
            return twin;
        });
    }

    private static TwinException Taken(string id) => new($"There already is a twin '{id}' in this graph.", id, null);
}
