using System.Text;
using DigitalTwin.Sdk.Connectors.Tests.Storing;

namespace DigitalTwin.Sdk.Connectors.Tests;

/// <summary>Whatever payload comes and whatever stands in a file, nothing throws, nothing hangs, and no more memory is taken than there are bytes.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20_260_305;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly List<string> _problems = [];

    private static byte[][] Payloads =>
    [
        .. new[]
        {
            "251.5", "-3.8E1", "true", "off", "2026-03-01T12:00:00Z", "1772366400123",
            """{"v":251.5,"t":"2026-03-01T12:00:00.123+01:00","q":"good","u":"l/s"}""",
            """{"a":[{"v":1},{"v":"2"}],"t":1772366400123,"q":192,"u":"m³/h","v":"läuft \u00e4 \ud83d\ude00"}""",
            """{"v":null,"t":null,"q":null,"u":null,"x":{"y":[[],{},[1,2,3]]}}""",
        }.Select(Encoding.UTF8.GetBytes),
        [],
    ];

    [Fact]
    public void Payloads_of_numbers()
    {
        var flow = new TwinGraph().Add("p").AddProperty("flow", Units.CubicMetrePerHour);
        Read(flow, from => from.JsonPath("$.v").Time("$.t").QualityFrom("$.q", SourceQuality.OpcDataAccess).UnitFrom("$.u").Unit(Units.LitrePerSecond));
        Read(flow, from => from);
    }

    [Fact]
    public void Payloads_of_other_types()
    {
        var twin = new TwinGraph().Add("p");
        Read(twin.AddProperty<long>("whole"), from => from.JsonPath("$.a[1].v").Time("$.t", TimePolicy.TrustSource).QualityFrom("$.q"));
        Read(twin.AddProperty<bool>("flag"), from => from.JsonPath("$.v"));
        Read(twin.AddProperty<string>("text"), from => from.JsonPath("$['v']").QualityFrom("$.q", SourceQuality.OpcUaStatusCode));
        Read(twin.AddProperty<DateTimeOffset>("time"), from => from.JsonPath("$.t"));
        Read(twin.AddProperty<string>("whole_text"), from => from);
    }

    [Fact]
    public void Places_in_documents()
    {
        var mutator = new Mutator(Seed, [.. new[] { "$.a.b[0]['x y']", "$", "$.flow", "$['\\u00e4'][12]" }.Select(Encoding.UTF8.GetBytes)]);
        Run(() => JsonPath.TryParse(Encoding.UTF8.GetString(mutator.Next()), out _), 60_000);
    }

    [Fact]
    public void Samples_of_a_journal()
    {
        var codes = new List<byte[]>();
        Add(251.5);
        Add("läuft");
        Add(true);
        Add(Now);
        Add(7L);
        var mutator = new Mutator(Seed, [.. codes]);
        var target = JournalTarget.Make(new TwinGraph().Add("p").AddProperty("flow", Units.CubicMetrePerHour).ToProperty())!;
        Run(() =>
        {
            var code = mutator.Next();
            SampleCode.TryPath(code, out _);
            SampleCode.TryRead<double>(code, out _);
            SampleCode.TryRead<DateTimeOffset>(code, out _);
            SampleCode.TryRead<string>(code, out _);
            target.KeyOf(code);
        }, 10_000);

        void Add<T>(T value)
        {
            var code = new byte[200];
            codes.Add(code[..SampleCode.Write(code, "p/flow"u8, Sample.Good(value, Now))]);
        }
    }

    [Fact]
    public void Segments_of_a_store()
    {
        using var folder = new TempFolder();
        using (var store = RecordStore.Open(folder.Options()))
        {
            for (var i = 1; i <= 12; i++)
                store.Append(RecordStoreTests.Content(i), Now);
        }

        var mutator = new Mutator(Seed, File.ReadAllBytes(folder.Segments[0]));
        using var file = File.OpenHandle(Path.Combine(folder.Path, "fuzzed"), FileMode.Create, FileAccess.ReadWrite);
        var reader = new SegmentReader(1_000);
        Run(() =>
        {
            var bytes = mutator.Next();
            RandomAccess.Write(file, bytes, 0);
            reader.Forget();
            var (offset, after, found) = ((long)SegmentFile.HeaderBytes, 0L, 0);
            while (reader.TryNext(file, ref offset, bytes.Length, after))
            {
                var record = RecordFormat.Read(reader.Record);
                Assert.True(record.Sequence > after && record.Payload.AsSpan().SequenceEqual(RecordStoreTests.Content((int)record.Sequence)));
                (after, found) = (record.Sequence, found + 1);
            }

            Assert.InRange(found, 0, 12);
        }, 4_000, cases: Math.Max(1, Mutator.Cases / 4));
    }

    private void Read<T>(Property<T> property, Func<ReadMapping<T>, ReadMapping<T>> configure)
    {
        var reader = new PayloadReader<T>(property, "topic", configure(new ReadMapping<T>()), _problems);
        Assert.Empty(_problems);
        var mutator = new Mutator(Seed, Payloads);
        Run(() =>
        {
            var sample = reader.Read(mutator.Next(), new Arrival(Now.UtcTicks, false), out var failure);
            Assert.Equal(failure is not null, sample.Quality.IsBad && sample.Quality.Has(Quality.ConversionError));
            if (sample is Sample<double> number && failure is null)
                Assert.True(double.IsFinite(number.Value));
        }, 20_000);
    }

    private static void Run(Action one, int bytesPerCase, int? cases = null)
    {
        one();
        for (var left = cases ?? Mutator.Cases; left > 0; left -= 1_000)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Math.Min(left, 1_000); i++)
                one();
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000L * bytesPerCase, $"seed {Seed}: too much memory was taken");
        }
    }
}
