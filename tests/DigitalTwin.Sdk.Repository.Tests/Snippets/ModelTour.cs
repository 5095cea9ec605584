namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class ModelTour
{
    [Fact]
    public void Twins_follow_models()
    {
        // snippet: model-define
        var motor = new TwinModel("Motor", m => m
            .Property("current", Units.Ampere, p => p.PhysicalRange = new ValueRange(0, 200))
            .Property("speed", Units.RevolutionPerMinute));

        var pump = new TwinModel("Pump", m => m
            .Property("flow", Units.CubicMetrePerHour, p =>
            {
                p.PhysicalRange = new ValueRange(0, 400);             // outside: Bad, the sensor cannot say that
                p.OperatingRange = new ValueRange(50, 300);           // outside: news, not a fault of the sensor
                p.MaxAge = TimeSpan.FromSeconds(10);                  // older: Uncertain, after three times that Bad
            })
            .Property("head", Units.Metre)
            .Setpoint("speed", Units.RevolutionPerMinute)
            .Component("motor", motor)
            .Derived("hydraulicPower", Units.Kilowatt, ["flow", "head"], v => 998 * 9.80665 * (v[0] / 3600) * v[1] / 1000)
            .Relationship("feeds", target: "Tank", max: 1));
        // end-snippet

        var tank = new TwinModel("Tank", m => m.Property("level", Units.Metre));

        // snippet: model-use
        var graph = new TwinGraph([pump, tank]);
        var pump101 = graph.Add("pump-101", "Pump");
        var tank7 = graph.Add("tank-7", "Tank");
        pump101.RelateTo(tank7, "feeds");                             // refused if the model has no such relationship, or it has one already

        var flow = pump101.Property<double>("flow");                  // refused if the model says otherwise
        var current = pump101.Property<double>("motor/current");      // the component's property
        flow.Report(Sample.Good(250.0, DateTimeOffset.UnixEpoch));
        // end-snippet

        Assert.Equal(Units.Ampere, current.Unit);
        Assert.Equal("tank-7", pump101.RelatedTo("feeds").Single().Id);
        Assert.Equal(2, pump101.Revision - 1);
    }

    [Fact]
    public void Many_samples_are_reported_at_once()
    {
        var graph = new TwinGraph();
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        var head = graph["pump-101"].AddProperty("head", Units.Metre);
        graph.Add("pump-102").AddProperty("flow", Units.CubicMetrePerHour);
        var now = DateTimeOffset.UnixEpoch;

        // snippet: model-many
        graph.Report([flow, head], [Sample.Good(250.0, now), Sample.Good(38.0, now)], ChangeOrigin.Sensor);

        string[] twins = ["pump-101", "pump-102"], names = ["flow", "flow"];          // where all you have is names
        graph.Report(twins, names, [Sample.Good(251.0, now.AddSeconds(1)), Sample.Good(180.0, now)], ChangeOrigin.Sensor);
        // end-snippet

        Assert.Equal((251.0, 38.0, 180.0), (flow.Read().Value, head.Read().Value, graph["pump-102"].Property<double>("flow").Read().Value));
    }

    [Fact]
    public void Changes_are_atomic()
    {
        var graph = new TwinGraph();
        var pump101 = graph.Add("pump-101");
        var flow = pump101.AddProperty("flow", Units.CubicMetrePerHour);
        var mode = pump101.AddProperty<string>("mode");

        // snippet: model-mutate
        pump101.Mutate(m => m.Set(flow, 120.0).Set(mode, "auto"));    // one revision, one event, or nothing

        var seen = pump101.Snapshot();                                // think it over on something that does not move
        var result = pump101.TryMutate(seen.Revision, m => m
            .When(flow, now => now.Value > 100)                       // and only if this still holds
            .Set(mode, "reduced"));

        if (result.Status == MutationStatus.Conflict)
            Console.WriteLine($"Somebody was faster; the twin is at revision {result.Revision}.");
        // end-snippet

        Assert.True(result.IsSuccess);
    }
}
