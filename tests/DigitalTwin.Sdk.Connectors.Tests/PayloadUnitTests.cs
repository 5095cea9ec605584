using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class PayloadUnitTests
{
    private static readonly Arrival Now = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks, false);
    private readonly Twin _twin = new TwinGraph().Add("pump-101");
    private readonly List<string> _problems = [];

    [Theory]
    [InlineData("l/s", 36)]
    [InlineData("m3/h", 10)]
    [InlineData("m³/h", 10)]
    [InlineData("m\\u00B3/h", 10)]
    [InlineData(" L/min ", 0.6)]
    public void The_unit_that_a_payload_names_is_converted_from(string unit, double expected)
    {
        var sample = Flow(from => from.UnitFrom("$.u")).Read(Json($$"""{"v":10,"u":"{{unit}}"}"""), Now, out var failure);

        Assert.Null(failure);
        Assert.Equal(Quality.Good, sample.Quality);
        Assert.Equal(expected, sample.Value, 12);
    }

    [Theory]
    [InlineData("\"furlong\"", "'furlong'")]
    [InlineData("\"bar\"", "'bar'")]
    [InlineData("\"M3/s\"", "'M3/s'")]
    [InlineData("\"\"", "''")]
    [InlineData("7", "no text")]
    [InlineData("{}", "no text")]
    [InlineData("null", "names no unit")]
    public void An_unknown_or_unfitting_unit_makes_the_sample_bad(string unit, string said)
    {
        var sample = Flow(from => from.UnitFrom("$.u")).Read(Json($$"""{"v":10,"u":{{unit}}}"""), Now, out var failure);

        Assert.Equal(Quality.Bad | Quality.ConversionError, sample.Quality);
        Assert.Equal(0, sample.Value);
        Assert.Contains(said, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_without_a_unit_is_bad_unless_the_mapping_says_which_it_then_is()
    {
        var strict = Flow(from => from.UnitFrom("$.u")).Read(Json("""{"v":10}"""), Now, out _);
        var lenient = Flow(from => from.UnitFrom("$.u").Unit(Units.LitrePerSecond), "b");

        Assert.Equal(Quality.Bad | Quality.ConversionError, strict.Quality);
        Assert.Equal(36, lenient.Read(Json("""{"v":10}"""), Now, out _).Value, 12);
        Assert.Equal(10, lenient.Read(Json("""{"v":10,"u":"m3/h"}"""), Now, out _).Value);
    }

    [Fact]
    public void Temperatures_are_points_on_their_scales()
    {
        var reader = new PayloadReader<double>(
            _twin.AddProperty("t", Units.DegreeCelsius), "t", new ReadMapping<double>().JsonPath("$.v").UnitFrom("$.u"), _problems);

        Assert.Equal(26.85, reader.Read(Json("""{"v":300,"u":"K"}"""), Now, out _).Value, 9);
        Assert.Equal(20, reader.Read(Json("""{"v":68,"u":"°F"}"""), Now, out _).Value, 9);
        Assert.Equal(20, reader.Read(Json("""{"v":20,"u":"°C"}"""), Now, out _).Value, 9);
    }

    [Fact]
    public void A_unit_of_the_users_own_is_known_by_its_symbol()
    {
        var metreOfWater = new UnitOfMeasure("mH2O", Dimensions.Pressure, scale: 9806.65);
        var reader = new PayloadReader<double>(
            _twin.AddProperty("p", metreOfWater), "p", new ReadMapping<double>().JsonPath("$.v").UnitFrom("$.u"), _problems);

        Assert.Equal(4, reader.Read(Json("""{"v":4,"u":"mH2O"}"""), Now, out _).Value);
        Assert.Equal(10.197, reader.Read(Json("""{"v":1,"u":"bar"}"""), Now, out _).Value, 3);
    }

    [Fact]
    public async Task A_wrong_unit_is_counted()
    {
        var host = new RecordingHost(TimeProvider.System);
        var reader = Flow(from => from.UnitFrom("$.u"));

        await reader.DeliverAsync(new ConnectorIntake(host, NullLogger.Instance, "test", false), Json("""{"v":10,"u":"bar"}"""), Now, null, default);

        Assert.Equal((1L, 1L, 0L), (reader.Counters.Consumed, reader.Counters.Failed, reader.Counters.Mapped));
        Assert.True(host.Last.Quality.IsBad);
    }

    [Fact]
    public void What_cannot_have_a_unit_is_a_mistake_of_the_composition()
    {
        _ = new PayloadReader<string>(_twin.AddProperty<string>("text"), "a", new ReadMapping<string>().JsonPath("$.v").UnitFrom("$.u"), _problems);
        _ = new PayloadReader<double>(_twin.AddProperty<double>("plain"), "b", new ReadMapping<double>().JsonPath("$.v").UnitFrom("$.u"), _problems);
        _ = new PayloadReader<double>(_twin.AddProperty("lone", Units.Metre), "d", new ReadMapping<double>().UnitFrom("$.u"), _problems);

        Assert.Equal(3, _problems.Count);
        Assert.Contains("no unit", _problems[0], StringComparison.Ordinal);
        Assert.Contains("no unit", _problems[1], StringComparison.Ordinal);
        Assert.Contains("add .JsonPath", _problems[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_a_unit_up_allocates_nothing_while_it_stays_the_same()
    {
        var reader = Flow(from => from.UnitFrom("$.u"));
        var document = Json("""{"v":12.25,"u":"m\u00B3/h"}""");
        Run(1000);

        Assert.Equal(0, Allocations.Of(() => Run(10_000)));

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
                _ = reader.Read(document, Now, out _);
        }
    }

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);

    private PayloadReader<double> Flow(Func<ReadMapping<double>, ReadMapping<double>> from, string name = "flow")
    {
        var reader = new PayloadReader<double>(_twin.AddProperty(name, Units.CubicMetrePerHour), "topic", from(new ReadMapping<double>().JsonPath("$.v")), _problems);
        Assert.Empty(_problems);
        return reader;
    }
}
