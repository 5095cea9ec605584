namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class RelationshipTests
{
    private static readonly TwinModel Space = new("Space", m => m.Property("temperature", Units.DegreeCelsius));
    private static readonly TwinModel Room = new("Room", m => m.Extend(Space));
    private static readonly TwinModel Floor = new("Floor", m => m
        .Relationship("contains", target: "Space", max: 2, properties: p => p.Property<string>("since").Property("share", Units.Percent, o => o.PhysicalRange = new ValueRange(0, 100)))
        .Relationship("near"));

    private readonly TwinGraph _graph = new([Space, Room, Floor], new TwinGraphOptions { Lanes = 4 });

    [Fact]
    public void A_subtype_may_stand_where_its_base_is_wanted()
    {
        var (floor, room) = (_graph.Add("f", "Floor"), _graph.Add("r", "Room"));

        floor.RelateTo(room, "contains", new Dictionary<string, object?> { ["since"] = "1999", ["share"] = 12.5 });

        Assert.Equal(room, floor.RelatedTo("contains").Single());
        Assert.Equal(floor, room.RelatedFrom("contains").Single());
        Assert.Equal(12.5, floor.Relationships[0].Properties["share"]);
    }

    [Fact]
    public void Wrong_target_unknown_name_too_many_and_wrong_values_are_refused()
    {
        var (floor, other) = (_graph.Add("f", "Floor"), _graph.Add("g", "Floor"));
        var rooms = Enumerable.Range(0, 3).Select(i => _graph.Add($"r{i}", "Room")).ToArray();

        Assert.Equal("target", Code(() => floor.RelateTo(other, "contains")));
        Assert.Equal("unknown", Code(() => floor.RelateTo(other, "serves")));
        Assert.Equal("unknown", Code(() => floor.RelateTo(rooms[0], "contains", new Dictionary<string, object?> { ["colour"] = "red" })));
        Assert.Equal("type", Code(() => floor.RelateTo(rooms[0], "contains", new Dictionary<string, object?> { ["since"] = 3 })));
        Assert.Equal("range", Code(() => floor.RelateTo(rooms[0], "contains", new Dictionary<string, object?> { ["share"] = 101.0 })));
        floor.RelateTo(rooms[0], "contains");
        floor.RelateTo(rooms[1], "contains");
        Assert.Equal("multiplicity", Code(() => floor.RelateTo(rooms[2], "contains")));
        Assert.Equal(2, floor.Relationships.Count);

        static string Code(Action action) => Assert.Throws<TwinValidationException>(action).Violations[0].Code;
    }

    [Fact]
    public void A_related_twin_is_removed_only_with_its_relationships()
    {
        var (floor, room) = (_graph.Add("f", "Floor"), _graph.Add("r", "Room"));
        floor.RelateTo(room, "contains");

        Assert.Throws<TwinException>(() => _graph.Remove(room));
        _graph.Remove(room, DeleteRule.RemoveRelationships);

        Assert.Empty(floor.Relationships);
        Assert.False(_graph.TryGet("r", out _));
    }

    [Fact]
    public void A_relationship_is_gone_at_both_ends_at_once()
    {
        var (floor, room) = (_graph.Add("f", "Floor"), _graph.Add("r", "Room"));
        var near = floor.RelateTo(room, "near", id: "n1");

        Assert.Throws<TwinException>(() => floor.RelateTo(room, "near", id: "n1"));
        Assert.True(floor.RemoveRelationship(near.Id));

        Assert.Empty(room.IncomingRelationships);
        Assert.False(floor.RemoveRelationship(near.Id));
    }

    [Fact]
    public void Twins_are_found_by_a_model_and_those_that_extend_it()
    {
        _graph.Add("f", "Floor");
        _graph.Add("r", "Room");
        _graph.Add("s", "Space");

        Assert.Equal(["r", "s"], _graph.OfModel("Space").Select(t => t.Id).Order());
    }
}
