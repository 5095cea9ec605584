namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class CompositionTests
{
    [Fact]
    public async Task All_mistakes_are_reported_together_before_the_start()
    {
        var pump = new Pump();
        pump.Builder.AddMqtt("mqtt://broker.example", mqtt => mqtt
            .Read(pump.Flow, "p101/+", from => from.Unit(Units.Kelvin))
            .Read(pump.Head, "p101/head", from => from.JsonPath("head"))
            .Read(pump.Speed, "p101/speed")
            .Write(pump.Speed, "p101/speed", to => to.Template("on"))
            .ReadEach("plant/{line}/{asset}", each => each.Twin("{asset}").Json("flow", "$.flow"))
            .ReadEach("plant/{asset}", each => each.Json("flow", "$.flow"))
            .Credentials("user", "hidden-password")
            .Tls(ca: "no-such-file.crt"));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        AssertOne(e, "'pump-101/flow'", "wildcard");
        AssertOne(e, "'pump-101/flow' (p101/+)", "K", "m³/h");
        AssertOne(e, "'pump-101/head' (p101/head)", "must begin with $");
        AssertOne(e, "own command for the plant's answer");
        AssertOne(e, "'pump-101/speed' (p101/speed)", "no ${value}");
        AssertOne(e, "leaves out {line}");
        AssertOne(e, "does not say whose messages");
        AssertOne(e, "unencrypted", ".AllowPlainTextCredentials()");
        AssertOne(e, "mqtt:// is not encrypted");
        Assert.DoesNotContain("hidden-password", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://broker.example")]
    [InlineData("broker.example")]
    [InlineData("mqtt://user:secret@broker.example")]
    [InlineData("mqtt://:1883")]
    [InlineData("mqtt://broker.example:0")]
    [InlineData("mqtt://broker.example:65536")]
    [InlineData("mqtt://broker.example/secret")]
    [InlineData("mqtts://broker.example?password=secret")]
    [InlineData("mqtt://broker.example#secret")]
    public async Task An_address_that_is_none_is_a_problem_and_never_shows_its_credentials(string address)
    {
        var pump = new Pump();
        pump.Builder.AddMqtt(address, mqtt => mqtt.Read(pump.Flow, "p101/flow"));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_certificate_is_found_before_the_start()
    {
        var pump = new Pump();
        pump.Builder.AddMqtt("mqtts://broker.example", mqtt => mqtt.Read(pump.Flow, "p101/flow").Tls(ca: "no-such-file.crt"));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        AssertOne(e, "no-such-file.crt");
    }

    [Theory]
    [InlineData("mqtt://broker.example", 1883)]
    [InlineData("mqtt://broker.example/", 1883)]
    [InlineData("mqtts://broker.example", 8883)]
    [InlineData("mqtt://[::1]:18830", 18830)]
    public async Task An_address_without_a_port_means_the_customary_one(string address, int port)
    {
        var pump = new Pump();
        pump.Builder.AddMqtt(address, mqtt => mqtt.Read(pump.Flow, "p101/flow"), out var connector);

        await using (connector)
        {
            Assert.Empty(connector.Problems);
            Assert.EndsWith($":{port}", connector.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused_by_name_with_what_is_allowed()
    {
        var pump = new Pump();
        pump.Builder
            .AddMqtt("mqtt://long.example", mqtt => mqtt.Read(pump.Flow, "p101/flow").Timeouts(TimeSpan.FromDays(10_000), TimeSpan.FromDays(10_000))
                .SessionExpiry(TimeSpan.FromDays(10_000)).KeepAlive(TimeSpan.FromDays(10_000)).MaxPayload(int.MaxValue)
                .Reconnect(r => r.Minimum = r.Maximum = r.HealthyAfter = TimeSpan.FromDays(10_000)))
            .AddMqtt("mqtt://short.example", mqtt => mqtt.Read(pump.Head, "p101/head").Timeouts(TimeSpan.Zero, TimeSpan.Zero)
                .SessionExpiry(-TimeSpan.FromTicks(1)).KeepAlive(TimeSpan.Zero).MaxPayload(0)
                .Reconnect(r => (r.Minimum, r.Maximum, r.HealthyAfter) = (TimeSpan.Zero, -TimeSpan.FromTicks(1), -TimeSpan.FromTicks(1))));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        foreach (var setting in new[] { "Timeouts, connect,", "Timeouts, write,", "SessionExpiry", "KeepAlive", "MaxPayload", "Minimum", "Maximum", "HealthyAfter" })
        {
            AssertOne(e, "mqtt long.example", $"{setting} must be", "not ");
            AssertOne(e, "mqtt short.example", $"{setting} must be", "not ");
        }

        Assert.Equal(16, e.Problems.Count);
    }

    [Fact]
    public async Task Two_connectors_of_one_client_id_at_one_broker_are_refused()
    {
        var pump = new Pump();
        pump.Builder
            .AddMqtt("mqtt://broker.example", mqtt => mqtt.Name("a").ClientId("twin").Read(pump.Flow, "p101/flow"))
            .AddMqtt("mqtt://BROKER.example:1883", mqtt => mqtt.Name("b").ClientId("twin").Read(pump.Head, "p101/head"))
            .AddMqtt("mqtt://other.example", mqtt => mqtt.Name("c").ClientId("twin").Read(pump.Speed, "p101/speed"));

        var e = await Assert.ThrowsAsync<TwinConfigurationException>(() => pump.Builder.StartAsync());

        AssertOne(e, "b and a", "same client id 'twin'");
        Assert.Single(e.Problems);
    }

    private static void AssertOne(TwinConfigurationException e, params string[] parts) =>
        Assert.Single(e.Problems, p => parts.All(part => p.Contains(part, StringComparison.Ordinal)));
}
