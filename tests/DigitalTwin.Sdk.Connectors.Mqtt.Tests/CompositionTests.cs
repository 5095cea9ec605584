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

    private static void AssertOne(TwinConfigurationException e, params string[] parts) =>
        Assert.Single(e.Problems, p => parts.All(part => p.Contains(part, StringComparison.Ordinal)));
}
