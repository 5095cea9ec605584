namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class TemplateTests
{
    private static readonly TwinModel Room = new("Room", m => m.Property("temperature", Units.DegreeCelsius).Property("humidity", Units.Percent));
    private static readonly TwinModel Hall = new("Hall", m => m.Extend(Room));

    [Fact]
    public async Task A_model_of_which_there_is_no_twin_is_a_problem_that_names_the_near_one()
    {
        var problem = await ProblemAsync(each => each.Twin("{room}").OfModel("Rooom").Json("temperature", "$.t"));

        AssertHolds(problem, "ReadEach 'site/{room}'", "no twin is of model 'Rooom'", "did you mean 'Room'?", "'Hall', 'Room'");
    }

    [Fact]
    public async Task A_model_unlike_any_other_gives_the_list_and_no_guess()
    {
        var problem = await ProblemAsync(each => each.Twin("{room}").OfModel("Pump").Json("temperature", "$.t"));

        AssertHolds(problem, "no twin is of model 'Pump'", "'Hall', 'Room'");
        Assert.DoesNotContain("did you mean", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pattern_that_no_identifier_fits_is_a_problem_that_names_the_identifiers()
    {
        var problem = await ProblemAsync(each => each.Twin("chamber-{room}").Json("temperature", "$.t"));

        AssertHolds(problem, "ReadEach 'site/{room}'", "'chamber-{room}'", "'hall-1', 'room-1'");
    }

    [Fact]
    public async Task A_property_that_none_of_the_fitting_twins_has_is_a_problem_though_others_fit()
    {
        var problem = await ProblemAsync(each => each.Twin("{room}").Json("humidity", "$.h").Json("temprature", "$.t"));

        AssertHolds(problem, "none of the 2 twins it fits", "'temprature'", "did you mean 'temperature'?", "'humidity', 'temperature'");
    }

    [Fact]
    public async Task A_template_that_names_no_property_is_a_problem()
    {
        AssertHolds(await ProblemAsync(each => each.Twin("{room}")), "names no property");
    }

    [Fact]
    public async Task A_property_that_only_some_twins_have_is_read_from_those()
    {
        var graph = new TwinGraph([Room, Hall]);
        graph.Add("room-1", "Room");
        graph.Add("lobby").AddProperty("light", Units.Percent);
        new TwinRuntimeBuilder(graph).AddMqtt("mqtt://broker.example", mqtt => mqtt.ReadEach("site/{room}", each => each.Twin("{room}").Json("humidity", "$.h").Json("light", "$.l")), out var connector);

        await using (connector)
        {
            Assert.Empty(connector.Problems);
            Assert.Equal(["lobby/light", "room-1/humidity"], connector.Bindings.Select(b => b.Property.ToString()).Order(StringComparer.Ordinal));
        }
    }

    private static async Task<string> ProblemAsync(Action<MqttTwinMappings> each)
    {
        var graph = new TwinGraph([Room, Hall]);
        graph.Add("room-1", "Room");
        graph.Add("hall-1", "Hall");
        var builder = new TwinRuntimeBuilder(graph).AddMqtt("mqtt://broker.example", mqtt => mqtt.ReadEach("site/{room}", each));
        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());
        return Assert.Single(e.Problems);
    }

    private static void AssertHolds(string problem, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, problem, StringComparison.Ordinal));
}
