using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace DigitalTwin.Sdk;

/// <content>Samples that come in: by names, and many at a time.</content>
public sealed partial class TwinGraph
{
    // As many reports ahead as take about as long as a read from memory.
    private const int PrefetchDistance = 32;

    // So many names are looked up together: their memory is asked for at once, and what was found first is still near when it is used.
    private const int LookUpSize = 32;

    /// <summary>Reports a sample by names; the edge's way in. Keep a <see cref="Property{T}"/> where speed matters.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="twinId">The twin.</param>
    /// <param name="property">The property, with its component if it has one.</param>
    /// <param name="sample">Value, times and quality.</param>
    /// <param name="origin">Where it comes from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <exception cref="TwinException">There is no such twin or property, or its values are of another type.</exception>
    public ReportOutcome Report<T>(string twinId, string property, in Sample<T> sample, ChangeOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(twinId);
        ArgumentNullException.ThrowIfNull(property);
        if (_twins.TryFind(twinId, out var twin) && twin.Layout.TryFind(property, out var slot))
        {
            var definition = twin.Layout.Definitions[slot];
            if (definition.ValueType == typeof(T))
                return twin.Lane.Report(definition, twin.FirstCell + slot, twin.Row, in sample, origin ?? ChangeOrigin.User);
        }

        return this[twinId].Property<T>(property).Report(sample, origin);
    }

    /// <summary>Reports one sample for each of many properties, as if by <see cref="Property{T}.Report(in Sample{T}, ChangeOrigin)"/> in the order given. Allocates nothing for numbers.</summary>
    /// <remarks>
    /// What a scan of a controller or a message with many values comes as: keep the list of properties, fill in the samples. Not atomic; see
    /// <see cref="Mutate"/> for that. In a large graph two to three times as fast as one call for each sample, because their memory is fetched together.
    /// </remarks>
    /// <typeparam name="T">Type of the properties' values.</typeparam>
    /// <param name="properties">Properties of this graph; one may be there more than once.</param>
    /// <param name="samples">The sample of each property, in the same order.</param>
    /// <param name="origin">Where they come from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <returns>How many of them changed a twin, that is, had outcome <see cref="ReportOutcome.Applied"/>.</returns>
    /// <exception cref="ArgumentException">There are not as many samples as properties, and nothing was reported; or a property is of another graph, and samples before it may have been reported.</exception>
    /// <exception cref="InvalidOperationException">A property is the default value, or its twin has been removed, or it is derived; samples before it may have been reported.</exception>
    public int Report<T>(ReadOnlySpan<Property<T>> properties, ReadOnlySpan<Sample<T>> samples, ChangeOrigin? origin = null)
    {
        if (properties.Length != samples.Length)
            throw new ArgumentException($"There are {properties.Length} properties and {samples.Length} samples; there must be one sample for each property.", nameof(samples));
        origin ??= ChangeOrigin.User;
        for (var i = 0; i < properties.Length && i < PrefetchDistance; i++)
            Prefetch(properties[i]);
        var applied = 0;
        try
        {
            for (var i = 0; i < properties.Length; i++)
            {
                if (i + PrefetchDistance < properties.Length)
                    Prefetch(properties[i + PrefetchDistance]);
                if (properties[i].ReportOneOfMany(in samples[i], origin) == ReportOutcome.Applied)
                    applied++;
            }
        }
        finally
        {
            FlushFeeds();
        }

        return applied;
    }

    /// <summary>Reports one sample for each of many properties by names, as if by <see cref="Report{T}(string, string, in Sample{T}, ChangeOrigin)"/> in the order given. Allocates nothing for numbers.</summary>
    /// <remarks>
    /// For an edge that gets names, such as rows of a message or a file. Not atomic; see <see cref="Mutate"/> for that. In a large graph two to three times as fast
    /// as one call for each sample, because what the names lead to is fetched together. Handles that are kept are faster still.
    /// </remarks>
    /// <typeparam name="T">Type of the properties' values.</typeparam>
    /// <param name="twinIds">The twin of each sample; one may be there more than once.</param>
    /// <param name="properties">The property of each sample, with its component if it has one.</param>
    /// <param name="samples">The samples, in the same order.</param>
    /// <param name="origin">Where they come from; null for <see cref="ChangeOrigin.User"/>.</param>
    /// <returns>How many of them changed a twin, that is, had outcome <see cref="ReportOutcome.Applied"/>.</returns>
    /// <exception cref="ArgumentException">There are not as many of each, and nothing was reported; or a name is null, and samples before it may have been reported.</exception>
    /// <exception cref="TwinException">There is no such twin or property, or its values are of another type; samples before it were reported.</exception>
    public int Report<T>(ReadOnlySpan<string> twinIds, ReadOnlySpan<string> properties, ReadOnlySpan<Sample<T>> samples, ChangeOrigin? origin = null)
    {
        if (twinIds.Length != samples.Length || properties.Length != samples.Length)
            throw new ArgumentException($"There are {twinIds.Length} twins, {properties.Length} properties and {samples.Length} samples; there must be one of each.", nameof(samples));
        origin ??= ChangeOrigin.User;
        var applied = 0;
        var found = default(Places);
        try
        {
            for (var first = 0; first < samples.Length; first += LookUpSize)
            {
                var count = Math.Min(LookUpSize, samples.Length - first);
                LookUp<T>(twinIds.Slice(first, count), properties.Slice(first, count), found);
                for (var i = 0; i < count; i++)
                {
                    ref readonly var sample = ref samples[first + i];
                    var outcome = found[i] is { Definition: { } definition } place
                        ? place.Lane.ReportOneOfMany(definition, place.Cell, place.Row, in sample, origin)
                        : this[twinIds[first + i]].Property<T>(properties[first + i]).ReportOneOfMany(in sample, origin);
                    if (outcome == ReportOutcome.Applied)
                        applied++;
                }
            }
        }
        finally
        {
            FlushFeeds();
        }

        return applied;
    }

    /// <summary>Finds what names lead to; without a definition where they lead to nothing, or not by the short way.</summary>
    private void LookUp<T>(ReadOnlySpan<string> ids, ReadOnlySpan<string> names, Span<Place> found)
    {
        foreach (var id in ids)
            _twins.Prefetch(id ?? throw new ArgumentException("A twin's id is null.", nameof(ids)));
        for (var i = 0; i < ids.Length; i++)
        {
            found[i] = default;
            var name = names[i] ?? throw new ArgumentException($"A property of twin '{ids[i]}' is null.", nameof(names));
            if (!_twins.TryFind(ids[i], out var twin) || !twin.Layout.TryFind(name, out var slot) || twin.Layout.Definitions[slot].ValueType != typeof(T))
                continue;
            twin.Lane.Prefetch(twin.FirstCell + slot, twin.Row);
            found[i] = new Place(twin.Lane, twin.Layout.Definitions[slot], twin.FirstCell + slot, twin.Row);
        }
    }

    /// <summary>Hands on what all lanes' feeds have gathered, also if one of them fails. Enters one gate after the other; the caller holds none.</summary>
    internal void FlushFeeds()
    {
        Exception? failure = null;
        foreach (var lane in Lanes)
        {
            try
            {
                lane.FlushFeed();
            }
            catch (Exception e)
            {
                // The others' changes must go out all the same; the caller learns of it below.
                failure ??= e;
            }
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch<T>(in Property<T> property)
    {
        var lane = property.Lane;
        if (lane.Graph != this)
            throw new ArgumentException($"Property '{property}' belongs to another graph.", nameof(property));
        lane.Prefetch(property.Cell, property.Row);
    }

    /// <summary>Where a property's value lies.</summary>
    private readonly record struct Place(Lane Lane, PropertyDefinition? Definition, int Cell, int Row);

    [InlineArray(LookUpSize)]
    private struct Places
    {
        private Place _first;
    }
}
