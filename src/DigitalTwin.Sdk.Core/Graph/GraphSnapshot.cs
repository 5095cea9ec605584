namespace DigitalTwin.Sdk;

/// <summary>A whole graph at one moment. Immutable, and cheap: it shares memory with the live graph until that changes.</summary>
public sealed class GraphSnapshot
{
    private readonly LaneView[] _lanes;

    internal GraphSnapshot(TwinGraph graph, LaneView[] lanes, long ticks)
    {
        Graph = graph;
        _lanes = lanes;
        Time = new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>The live graph it was taken of.</summary>
    public TwinGraph Graph { get; }

    /// <summary>When it was taken, by the graph's clock.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>The twins there were.</summary>
    public IEnumerable<Twin> Twins
    {
        get
        {
            foreach (var lane in _lanes)
            {
                for (var row = 0; row < lane.RowCount; row++)
                {
                    if (lane.Twins[row] is { } twin)
                        yield return twin;
                }
            }
        }
    }

    /// <summary>Whether the twin was there.</summary>
    /// <param name="twin">A twin of the graph.</param>
    public bool Contains(Twin twin)
    {
        ArgumentNullException.ThrowIfNull(twin);
        return ReferenceEquals(twin.Graph, Graph) && twin.Row < _lanes[twin.Lane.Index].RowCount && _lanes[twin.Lane.Index].Twins[twin.Row] is not null;
    }

    /// <summary>The twin's revision then.</summary>
    /// <param name="twin">A twin that was there.</param>
    /// <exception cref="TwinException">It was not there.</exception>
    public long Revision(Twin twin) => View(twin).Rows[twin.Row].Revision;

    /// <summary>The reported value of a property then.</summary>
    /// <typeparam name="T">Type of its values.</typeparam>
    /// <param name="property">A property of a twin that was there.</param>
    /// <exception cref="TwinException">The twin was not there.</exception>
    public Sample<T> Read<T>(Property<T> property)
    {
        var view = _lanes[property.Lane.Index];
        if (!ReferenceEquals(property.Lane.Graph, Graph) || property.Row >= view.RowCount || view.Twins[property.Row] is null)
            throw NotThere(property.Lane.TwinEverAt(property.Row).Id, property.Name);
        ref readonly var cell = ref view.Cells[property.Cell];
        return new Sample<T>(ValueSlot.Decode<T>(cell.Bits, view.References[property.Cell]), cell.Ticks, cell.ArrivalTicks, cell.Quality);
    }

    /// <summary>What a set-point ought to have been; null if nothing was desired.</summary>
    /// <param name="property">A set-point of a twin that was there.</param>
    /// <exception cref="TwinException">The twin was not there.</exception>
    public DesiredValue? Desired(Property property) => View(property.Twin).Desired[property.Cell];

    /// <summary>The relationships that started at the twin then.</summary>
    /// <param name="twin">A twin that was there.</param>
    /// <exception cref="TwinException">It was not there.</exception>
    public IReadOnlyList<Relationship> Relationships(Twin twin) => View(twin).Relations[twin.Row].Outgoing;

    private LaneView View(Twin twin) => Contains(twin)
        ? _lanes[twin.Lane.Index]
        : throw NotThere(twin.Id, null);

    private static TwinException NotThere(string twin, string? property) => new(
        $"Twin '{twin}'{(property is null ? "" : $", property '{property}'")}: the twin was not in the graph when this snapshot was taken.", twin, property);
}
