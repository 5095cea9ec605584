using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class PayloadReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Twin _twin = new TwinGraph().Add("pump-101");
    private readonly List<string> _problems = [];

    [Theory]
    [InlineData("251.5", 251.5)]
    [InlineData("  -3.8E1\r\n", -38)]
    [InlineData("0", 0)]
    public void Plain_numbers_are_read_whatever_the_culture(string payload, double expected)
    {
        var sample = Read(Flow(), from => from, payload);

        Assert.Equal(new Sample<double>(expected, Now, Now, Quality.Good), sample);
    }

    [Fact]
    public void A_name_whose_escapes_make_no_text_is_nobodys_and_hides_no_other()
    {
        var sample = Read(Flow(), from => from.JsonPath("$.v"), """{"\ud800":1,"v":2}""");

        Assert.Equal(new Sample<double>(2, Now, Now, Quality.Good), sample);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("0x10")]
    [InlineData("twelve")]
    [InlineData("12 m³/h")]
    public void What_is_no_finite_number_is_bad_at_its_arrival(string payload)
    {
        var sample = Read(Flow(), from => from, payload);

        Assert.Equal(Quality.Bad | Quality.ConversionError, sample.Quality);
        Assert.Equal(Now, sample.Time);
    }

    [Theory]
    [InlineData("$.a.b[1]", """{"a":{"b":[1,2,3]}}""", 2)]
    [InlineData("$['x y'].z", """{"x y":{"z":"4.5"}}""", 4.5)]
    [InlineData("$[0].v", """[{"v":7},{"v":8}]""", 7)]
    [InlineData("$", "12.5", 12.5)]
    [InlineData("$.v", """{"o":{"v":1},"v":2}""", 2)]
    [InlineData("$.v", """{"\u0076":3}""", 3)]
    public void A_json_path_leads_to_its_value(string path, string payload, double expected)
    {
        var sample = Read(Flow(), from => from.JsonPath(path), payload);

        Assert.Equal(Quality.Good, sample.Quality);
        Assert.Equal(expected, sample.Value);
    }

    [Theory]
    [InlineData("""{"v":null}""")]
    [InlineData("""{"v":true}""")]
    [InlineData("""{"v":[1]}""")]
    [InlineData("""{"w":1}""")]
    [InlineData("""{"v":1""")]
    [InlineData("""{"v":1} trailing""")]
    [InlineData("not json")]
    [InlineData("")]
    public void A_json_value_that_is_missing_or_of_another_type_is_bad(string payload)
    {
        var sample = Read(Flow(), from => from.JsonPath("$.v"), payload);

        Assert.Equal(Quality.Bad | Quality.ConversionError, sample.Quality);
    }

    [Fact]
    public void A_unit_of_the_same_dimension_is_converted()
    {
        var temperature = _twin.AddProperty("temperature", Units.DegreeCelsius);

        var sample = Read(temperature, from => from.Unit(Units.Kelvin), "300");

        Assert.Equal(26.85, sample.Value, 9);
    }

    [Fact]
    public void Mistakes_name_twin_property_and_address()
    {
        _ = new PayloadReader<double>(Flow(), "p/flow", new ReadMapping<double>().Unit(Units.Metre).JsonPath("flow").Time("$.t["), _problems);

        Assert.Equal(3, _problems.Count);
        Assert.All(_problems, p => Assert.Contains("'pump-101/flow' (p/flow)", p, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"2026-03-01T11:59:00Z\"", -60, Quality.Good)]
    [InlineData("\"2026-03-01T13:00:00.5+01:00\"", 0.5, Quality.Good)]
    [InlineData("1772366340", -60, Quality.Good)]
    [InlineData("1772366340500", -59.5, Quality.Good)]
    [InlineData("1772366340500000", -59.5, Quality.Good)]
    [InlineData("1772366340500000000", -59.5, Quality.Good)]
    [InlineData("\"2026-03-01T12:11:00Z\"", 0, Quality.Uncertain | Quality.ClockSkew)]
    [InlineData("\"1970-01-01T00:00:00Z\"", 0, Quality.Uncertain | Quality.ClockSkew)]
    [InlineData("\"2026-02-30T00:00:00Z\"", 0, Quality.Uncertain | Quality.ClockSkew)]
    [InlineData("null", 0, Quality.Uncertain | Quality.ClockSkew)]
    [InlineData("-5", 0, Quality.Uncertain | Quality.ClockSkew)]
    public void The_sources_time_counts_within_the_allowed_skew(string time, double secondsFromArrival, Quality quality)
    {
        var sample = Read(
            Flow(),
            from => from.JsonPath("$.v").Time("$.t", TimePolicy.TrustSourceWithin(TimeSpan.FromMinutes(10))),
            $$"""{"v":1,"t":{{time}}}""");

        Assert.Equal(Now.AddSeconds(secondsFromArrival), sample.Time);
        Assert.Equal(quality, sample.Quality);
    }

    [Fact]
    public void A_trusted_source_may_be_far_off_and_an_untrusted_one_is_not_asked()
    {
        const string payload = """{"v":1,"t":"2099-01-01T00:00:00Z"}""";

        var trusted = Read(Flow(), from => from.JsonPath("$.v").Time("$.t", TimePolicy.TrustSource), payload);
        var arrival = Read(_twin.AddProperty("flow2", Units.CubicMetrePerHour), from => from.JsonPath("$.v").Time("$.t", TimePolicy.TrustArrival), payload);

        Assert.Equal(2099, trusted.Time.Year);
        Assert.Equal(Now, arrival.Time);
        Assert.Equal(Quality.Good, arrival.Quality);
    }

    [Theory]
    [InlineData(SourceQuality.Words, "\"GOOD\"", Quality.Good)]
    [InlineData(SourceQuality.Words, "true", Quality.Good)]
    [InlineData(SourceQuality.Words, "\"suspect\"", Quality.Uncertain | Quality.SourceFlagged)]
    [InlineData(SourceQuality.Words, "false", Quality.Bad | Quality.SourceFlagged)]
    [InlineData(SourceQuality.Words, "192", Quality.Bad | Quality.SourceFlagged)]
    [InlineData(SourceQuality.Words, "null", Quality.Uncertain | Quality.SourceFlagged)]
    [InlineData(SourceQuality.OpcUaStatusCode, "0", Quality.Good)]
    [InlineData(SourceQuality.OpcUaStatusCode, "128", Quality.Good)]
    [InlineData(SourceQuality.OpcUaStatusCode, "1083179008", Quality.Uncertain | Quality.SourceFlagged)]
    [InlineData(SourceQuality.OpcUaStatusCode, "2147483648", Quality.Bad | Quality.SourceFlagged)]
    [InlineData(SourceQuality.OpcUaStatusCode, "1152", Quality.Good | Quality.Overflow)]
    [InlineData(SourceQuality.OpcUaStatusCode, "1024", Quality.Good)]
    [InlineData(SourceQuality.OpcUaStatusCode, "1083180160", Quality.Uncertain | Quality.SourceFlagged | Quality.Overflow)]
    [InlineData(SourceQuality.OpcDataAccess, "192", Quality.Good)]
    [InlineData(SourceQuality.OpcDataAccess, "64", Quality.Uncertain | Quality.SourceFlagged)]
    [InlineData(SourceQuality.OpcDataAccess, "0", Quality.Bad | Quality.SourceFlagged)]
    public void The_sources_verdict_is_never_bettered(SourceQuality convention, string verdict, Quality expected)
    {
        var sample = Read(Flow(), from => from.JsonPath("$.v").QualityFrom("$.q", convention), $$"""{"v":1,"q":{{verdict}}}""");

        Assert.Equal(expected, sample.Quality);
    }

    [Fact]
    public void Retained_values_are_marked_and_only_their_own_time_makes_them_good()
    {
        var plain = new PayloadReader<double>(Flow(), "a", new ReadMapping<double>(), _problems).Read("5"u8, new Arrival(Now.UtcTicks, true), out _);
        var timed = new PayloadReader<double>(Flow("b"), "b", new ReadMapping<double>().JsonPath("$.v").Time("$.t"), _problems)
            .Read("""{"v":5,"t":"2026-03-01T09:00:00Z"}"""u8, new Arrival(Now.UtcTicks, true), out _);

        Assert.Equal(Quality.Uncertain | Quality.Retained, plain.Quality);
        Assert.Equal(Quality.Good | Quality.Retained, timed.Quality);
    }

    [Fact]
    public void A_time_that_is_not_trusted_does_not_make_a_retained_value_good()
    {
        const string payload = """{"v":5,"t":"2025-03-01T09:00:00Z"}""";
        var reader = new PayloadReader<double>(Flow(), "a", new ReadMapping<double>().JsonPath("$.v").Time("$.t", TimePolicy.TrustArrival), _problems);

        var sample = reader.Read(Encoding.UTF8.GetBytes(payload), new Arrival(Now.UtcTicks, true), out _);

        Assert.Equal(Quality.Uncertain | Quality.Retained, sample.Quality);
        Assert.Equal(Now, sample.Time);
    }

    [Fact]
    public void What_may_have_waited_at_the_broker_is_uncertain_unless_it_brings_its_own_time()
    {
        var waited = new Arrival(Now.UtcTicks, IsRetained: false, MayHaveWaited: true);
        var plain = new PayloadReader<double>(Flow(), "a", new ReadMapping<double>(), _problems).Read("5"u8, waited, out _);
        var timed = new PayloadReader<double>(Flow("b"), "b", new ReadMapping<double>().JsonPath("$.v").Time("$.t"), _problems)
            .Read("""{"v":5,"t":"2026-03-01T11:59:00Z"}"""u8, waited, out _);

        Assert.Equal(Quality.Uncertain | Quality.CommLoss, plain.Quality);
        Assert.Equal(new Sample<double>(5, Now.AddMinutes(-1), Now, Quality.Good), timed);
    }

    [Fact]
    public void Whole_types_take_whole_numbers_in_range_only()
    {
        Assert.Equal(200, ReadAs<byte>("200").Value);
        Assert.True(ReadAs<byte>("256").Quality.IsBad);
        Assert.True(ReadAs<int>("1.5").Quality.IsBad);
        Assert.Equal(9007199254740993, ReadAs<long>("9007199254740993").Value);
        Assert.True(ReadAs<bool>("on").Value);
        Assert.False(ReadAs<bool>("0").Value);
        Assert.True(ReadAs<bool>("2").Quality.IsBad);
        Assert.Equal("läuft", ReadAs<string>("läuft").Value);
        Assert.True(new PayloadReader<string>(_twin.AddProperty<string>("broken"), "x", new ReadMapping<string>(), _problems).Read([0xFF, 0xFE], new Arrival(0, false), out _).Quality.IsBad);
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_throwing_decoder_costs_its_sample_only()
    {
        var sample = Read(Flow(), from => from.Decode((ReadOnlySpan<byte> _, out double _) => throw new InvalidOperationException("boom")), "1");

        Assert.Equal(Quality.Bad | Quality.ComputationError, sample.Quality);
    }

    [Property(MaxTest = 2000)]
    public void Hostile_bytes_never_throw_and_every_message_is_mapped_or_failed(byte[] payload)
    {
        var flow = new TwinGraph().Add("t").AddProperty("flow", Units.CubicMetrePerHour);
        var host = new RecordingHost(TimeProvider.System);
        var intake = new ConnectorIntake(host, NullLogger.Instance, "test", false);
        PayloadReader[] readers =
        [
            new PayloadReader<double>(flow, "a", new ReadMapping<double>(), _problems),
            new PayloadReader<double>(flow, "b", new ReadMapping<double>().JsonPath("$.a[0]").Time("$.t").QualityFrom("$.q"), _problems),
        ];

        foreach (var reader in readers)
        {
            Done(reader.DeliverAsync(intake, payload, new Arrival(1, false), null, default));
            Assert.Equal(1, reader.Counters.Consumed);
            Assert.Equal(1, reader.Counters.Mapped + reader.Counters.Failed);
            Assert.True(reader.Counters.Failed == 0 || host.Last.Quality.IsBad);
        }

        Assert.Equal(2, host.Posted);
    }

    [Property(MaxTest = 500)]
    public void A_number_survives_formatting_and_reading(double value)
    {
        if (!double.IsFinite(value))
            return;
        var sample = Read(new TwinGraph().Add("t").AddProperty("v", Units.Metre), from => from.JsonPath("$.v"), FormattableString.Invariant($$"""{"v":{{value:R}}}"""));

        Assert.Equal(value, sample.Value);
    }

    [Fact]
    public void Reading_a_message_allocates_nothing()
    {
        var host = new RecordingHost(TimeProvider.System);
        var intake = new ConnectorIntake(host, NullLogger.Instance, "test", false);
        var plain = new PayloadReader<double>(Flow(), "a", new ReadMapping<double>().Unit(Units.LitrePerSecond), _problems);
        var json = new PayloadReader<double>(Flow("b"), "b", new ReadMapping<double>().JsonPath("$.v").Time("$.t").QualityFrom("$.q"), _problems);
        var arrival = new Arrival(Now.UtcTicks, false);
        byte[] document = [.. """{"id":"p101","v":12.25,"t":"2026-03-01T11:59:59.123Z","q":"good"}"""u8];
        Run(1000);

        Assert.Equal(0, Allocations.Of(() => Run(10_000)));

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Done(plain.DeliverAsync(intake, "251.5"u8, arrival, null, default));
                Done(json.DeliverAsync(intake, document, arrival, null, default));
            }
        }
    }

    private static void Done(ValueTask delivery) => Assert.True(delivery.IsCompletedSuccessfully);

    private Property<double> Flow(string name = "flow") => _twin.AddProperty(name, Units.CubicMetrePerHour);

    private Sample<double> Read(Property<double> property, Func<ReadMapping<double>, ReadMapping<double>> from, string payload)
    {
        var reader = new PayloadReader<double>(property, "topic", from(new ReadMapping<double>()), _problems);
        Assert.Empty(_problems);
        return reader.Read(Encoding.UTF8.GetBytes(payload), new Arrival(Now.UtcTicks, false), out _);
    }

    private Sample<T> ReadAs<T>(string payload)
    {
        var reader = new PayloadReader<T>(_twin.AddProperty<T>("p" + _twin.Properties.Count), "topic", new ReadMapping<T>(), _problems);
        return reader.Read(Encoding.UTF8.GetBytes(payload), new Arrival(Now.UtcTicks, false), out _);
    }
}
