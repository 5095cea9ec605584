using System.Threading.Channels;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class FeedTour
{
    [Fact]
    public async Task A_mutation_is_one_event()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var seen = Channel.CreateBounded<TwinChange>(16);

        // snippet: feed-subscribe
        await using var subscription = graph.Changes.Subscribe(
            change => seen.Writer.TryWrite(change),
            new ChangeFeedOptions
            {
                Twin = pump,
                Kinds = TwinChangeKind.Snapshot | TwinChangeKind.Updated,
                Overflow = OverflowPolicy.Disconnect,                 // rather no feed than one with a hole
            });

        pump.Mutate(m => m.Set(flow, 250.0).Set(head, 38.0));         // one revision, one event, two changes
        // end-snippet

        // Whether the first snapshot already holds the mutation is up to the two threads; either way its revision arrives once.
        var first = await seen.Reader.ReadAsync();
        var last = first.Revision == pump.Revision ? first : await seen.Reader.ReadAsync();
        Assert.Equal(TwinChangeKind.Snapshot, first.Kind);
        Assert.Equal(pump.Revision, last.Revision);
        Assert.True(last.Kind == TwinChangeKind.Snapshot || last.Count == 2);
    }
}
