using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Joins and votes as JSON: <c>{"version":1,"join":"asOf","maxGap":"00:00:05","wait":"00:00:05","capacity":4096}</c>.</summary>
internal static class JoinJson
{
    private const int Version = 1;

    internal static string Write(SignalJoin join) => Text(json =>
    {
        json.WriteString("join", join.Method switch
        {
            JoinMethod.AsOf => "asOf",
            JoinMethod.Nearest => "nearest",
            _ => "linear",
        });
        json.WriteString("maxGap", RegularLayout.Text(join.MaxGap));
        WriteBounds(json, join);
    });

    internal static string Write(SensorVote vote) => Text(json =>
    {
        json.WriteString("vote", vote.Rule.ToString());
        json.WriteNumber("tolerance", vote.Tolerance);
        json.WriteString("maxAge", RegularLayout.Text(vote.Join.MaxGap));
        WriteBounds(json, vote.Join);
    });

    internal static string Write(FrozenRule rule) => Text(json =>
    {
        json.WriteString("frozenAfter", RegularLayout.Text(rule.After));
        json.WriteNumber("resolution", rule.Resolution);
        json.WriteNumber("driverChange", rule.DriverChange);
        json.WriteString("driverMaxAge", RegularLayout.Text(rule.Join.MaxGap));
    });

    internal static FrozenRule ReadFrozen(string text) => Read(
        text, "rule", p => new FrozenRule(p.Time("frozenAfter"), p.Number("resolution"), p.Number("driverChange"), p.Time("driverMaxAge")));

    internal static SignalJoin ReadJoin(string text) => Read(text, "join", p =>
    {
        var maxGap = p.Time("maxGap");
        var join = p.Text("join") switch
        {
            "asOf" => SignalJoin.AsOf(maxGap),
            "nearest" => SignalJoin.Nearest(maxGap),
            "linear" => SignalJoin.Linear(maxGap),
            var other => throw new FormatException($"There is no join '{other}'. There are asOf, linear, nearest."),
        };
        return join.WaitAtMost(p.Time("wait", maxGap)).KeepAtMost(p.Count("capacity", join.Capacity));
    });

    internal static SensorVote ReadVote(string text) => Read(text, "vote", p =>
    {
        var maxAge = p.Time("maxAge");
        var vote = new SensorVote(p.Choice<VotingRule>("vote"), p.Number("tolerance"), maxAge);
        return vote.WaitAtMost(p.Time("wait", maxAge)).KeepAtMost(p.Count("capacity", vote.Join.Capacity));
    });

    internal static byte[] Hash(string json) => SHA256.HashData(Encoding.UTF8.GetBytes(json));

    private static void WriteBounds(Utf8JsonWriter json, SignalJoin join)
    {
        json.WriteString("wait", RegularLayout.Text(join.Wait));
        json.WriteNumber("capacity", join.Capacity);
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static T Read<T>(string text, string kind, Func<StageParameters, T> read)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException($"A {kind} in JSON is an object.");
            var p = new StageParameters(0, kind, document.RootElement, ImmutableDictionary<string, Delegate>.Empty);
            if (p.Count("version") != Version)
                throw new FormatException($"A {kind} in JSON is an object with \"version\": {Version}.");
            var result = read(p);
            p.RequireAllRead();
            return result;
        }
        catch (JsonException error)
        {
            throw new FormatException($"The {kind} is no valid JSON: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new FormatException($"The {kind} is wrong: {error.Message}", error);
        }
    }
}
