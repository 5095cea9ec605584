using DigitalTwin.Sdk.Protocols.Modbus;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>The fewest requests that read a set of tags.</summary>
public sealed class PlannerTests
{
    [Fact]
    public async Task The_protocols_limits_hold()
    {
        await using var rig = new Rig();
        var registers = Enumerable.Range(0, 126).Select(i => (Address: ModbusAddress.HoldingRegister((ushort)i), Length: 1)).ToArray();
        Assert.Equal([125, 1], Plan(rig, registers, 8, 125).Select(b => b.Count));
        var bits = Enumerable.Range(0, 2_001).Select(i => (Address: ModbusAddress.Coil((ushort)i), Length: 1)).ToArray();
        Assert.Equal([2_000, 1], Plan(rig, bits, 8, 125).Select(b => b.Count));
        (ModbusAddress, int)[] torn = [(ModbusAddress.InputRegister(0), 1), (ModbusAddress.InputRegister(124), 2)];
        Assert.Equal([1, 2], Plan(rig, torn, 124, 125).Select(b => b.Count));
    }

    [Property(MaxTest = 300)]
    public FsCheck.Property No_plan_has_fewer_requests_and_every_tag_is_whole(byte holes, byte limit)
    {
        var (hole, most) = (holes % 6, 4 + (limit % 12));
        return Prop.ForAll(
            Gen.ListOf(ArbMap.Default.GeneratorFor<(byte, byte)>()).Select(l => l.Take(9).Select(t => (Start: t.Item1 % 40, Length: 1 + (t.Item2 % 4))).ToArray()).ToArbitrary(),
            tags =>
            {
                using var rig = new Sync();
                var blocks = Plan(rig.Rig, [.. tags.Select(t => (ModbusAddress.HoldingRegister((ushort)t.Start), t.Length))], hole, most);
                var areWhole = blocks.Sum(b => b.Tags.Count) == tags.Length
                    && blocks.All(b => b.Count <= most && b.Tags.All(t => t.Codec.Address.Number >= b.Address && t.Codec.Address.Number + t.Codec.Length <= b.Address + b.Count));
                return areWhole && blocks.Count == Fewest(tags, hole, most);
            });
    }

    /// <summary>By trying every way to split the sorted tags into runs, which may leave no tag out.</summary>
    private static int Fewest((int Start, int Length)[] tags, int hole, int most)
    {
        var sorted = tags.OrderBy(t => t.Start).ThenBy(t => t.Length).ToArray();
        var best = new int[sorted.Length + 1];
        for (var first = sorted.Length - 1; first >= 0; first--)
        {
            best[first] = int.MaxValue;
            var end = sorted[first].Start;
            for (var last = first; last < sorted.Length; last++)
            {
                if (last > first && sorted[last].Start - end > hole)
                    break;
                end = Math.Max(end, sorted[last].Start + sorted[last].Length);
                if (end - sorted[first].Start <= most)
                    best[first] = Math.Min(best[first], 1 + best[last + 1]);
            }
        }

        return best[0];
    }

    private static List<PollBlock> Plan(Rig rig, (ModbusAddress Address, int Length)[] tags, int hole, int most)
    {
        List<string> problems = [];
        var readers = tags.Select(t =>
        {
            var tag = new ModbusTag();
            if (!t.Address.IsOfBits)
                tag.Bcd(t.Length);
            return TagReader.Make(t.Address.IsOfBits ? rig.Flag.ToProperty() : rig.Flow.ToProperty(), t.Address, tag, new ModbusSettings(), problems)!;
        }).ToList();
        Assert.Empty(problems);
        return PollPlanner.Plan(readers, hole, most);
    }

    private sealed class Sync : IDisposable
    {
        public Rig Rig { get; } = new();

        public void Dispose() => Rig.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
