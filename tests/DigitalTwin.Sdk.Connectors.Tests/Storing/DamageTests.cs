using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Connectors.Tests.Storing;

/// <summary>Whatever stands in the files, opening keeps what is whole, loses nothing else without a count, and takes no more memory than it may.</summary>
public sealed class DamageTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_file_cut_off_at_any_byte_keeps_exactly_the_records_before_the_cut()
    {
        using var folder = new TempFolder();
        var ends = Write(folder, 12);
        var whole = File.ReadAllBytes(folder.Segments[0]);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(folder.Segments[0], whole[..length]);
            using var store = RecordStore.Open(folder.Options());
            var expected = ends.Count(e => e <= length);
            var records = RecordStoreTests.All(store);
            Assert.Equal(Enumerable.Range(1, expected).Select(i => (long)i), records.Select(r => r.Sequence));
            Assert.All(records, r => Assert.Equal(RecordStoreTests.Content((int)r.Sequence), r.Payload));
            Assert.Equal(length - (expected == 0 ? Math.Min(length, SegmentFile.HeaderBytes) : ends[expected - 1]), store.Counters.TornBytes);
            Assert.Equal(expected + 1, store.Append("next"u8, Noon));
        }
    }

    [Fact]
    public void A_byte_turned_over_costs_the_one_record_that_it_is_in_and_is_counted()
    {
        using var folder = new TempFolder();
        var ends = Write(folder, 12);
        var whole = File.ReadAllBytes(folder.Segments[0]);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0xFF;
            File.WriteAllBytes(folder.Segments[0], damaged);
            using var store = RecordStore.Open(folder.Options());
            var hit = at < SegmentFile.HeaderBytes ? 0 : ends.Count(e => e <= at) + 1;
            Assert.Equal(Enumerable.Range(1, 12).Where(i => i != hit).Select(i => (long)i), RecordStoreTests.All(store).Select(r => r.Sequence));

            // Of the last record nobody can tell whether it was whole before: it is cut off like one half written.
            Assert.Equal(hit is 0 or 12 ? 0 : 1, store.Counters.LostToCorruption);
            Assert.Equal(hit == 12, store.Counters.TornBytes > 0);
        }
    }

    [Fact]
    public void Damage_in_a_closed_segment_loses_only_what_it_hit_and_reading_goes_on_behind_it()
    {
        using var folder = new TempFolder();
        Write(folder, 200);
        var file = folder.Segments[1];
        var bytes = File.ReadAllBytes(file);
        var first = BitConverter.ToInt64(bytes, 8);
        bytes.AsSpan(bytes.Length / 2, 500).Fill(0xAA);
        File.WriteAllBytes(file, bytes[..^10]);
        using var store = RecordStore.Open(folder.Options());
        var records = RecordStoreTests.All(store);
        Assert.Equal(200, records.Count + store.Counters.LostToCorruption);
        Assert.InRange(store.Counters.LostToCorruption, 5, 15);
        Assert.Equal(200, records[^1].Sequence);
        Assert.Equal(records.Count, store.Counters.Pending);
        Assert.Contains(records, r => r.Sequence == first);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void A_hostile_length_is_damage_and_takes_no_memory(int length)
    {
        using var folder = new TempFolder();
        var ends = Write(folder, 12);
        var bytes = File.ReadAllBytes(folder.Segments[0]);
        BitConverter.GetBytes(length).CopyTo(bytes, (int)ends[4]);
        File.WriteAllBytes(folder.Segments[0], bytes);
        using (RecordStore.Open(folder.Options()))
        {
            // Whatever is made once is made.
        }

        File.WriteAllBytes(folder.Segments[0], bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var store = RecordStore.Open(folder.Options());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 300_000);
        Assert.Equal(1, store.Counters.LostToCorruption);
        Assert.Equal(11, RecordStoreTests.All(store).Count);
    }

    [Fact]
    public void Foreign_files_half_written_copies_and_a_broken_note_of_confirmations_do_no_harm()
    {
        using var folder = new TempFolder();
        Write(folder, 12);
        File.WriteAllText(Path.Combine(folder.Path, "notes.seg"), "not ours");
        File.WriteAllText(Path.Combine(folder.Path, "0000000000000001.seg.tmp"), "half");
        File.WriteAllBytes(Path.Combine(folder.Path, "confirmed"), [1, 2, 3]);
        using var store = RecordStore.Open(folder.Options());
        Assert.Equal(12, store.Counters.Pending);
        Assert.True(File.Exists(Path.Combine(folder.Path, "notes.seg")));
        Assert.False(File.Exists(Path.Combine(folder.Path, "0000000000000001.seg.tmp")));
    }

    [Fact]
    public void A_note_of_confirmations_cut_off_at_any_byte_is_at_worst_the_one_before()
    {
        using var folder = new TempFolder();
        using (var store = RecordStore.Open(folder.Options()))
        {
            for (var i = 1; i <= 12; i++)
                store.Append(RecordStoreTests.Content(i), Noon);
            store.Confirm(5);
            store.Confirm(9);
        }

        var file = Path.Combine(folder.Path, "confirmed");
        var whole = File.ReadAllBytes(file);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(file, damaged);
            using var store = RecordStore.Open(folder.Options());
            Assert.Contains(store.Confirmed, new long[] { 5, 9 });
        }
    }

    [Property(MaxTest = 60)]
    public FsCheck.Property Any_sequence_of_calls_does_what_a_list_would(int seed) => Prop.ForAll(Gen.Choose(20, 200).ToArbitrary(), steps =>
    {
        using var folder = new TempFolder();
        var random = new Random(seed);
        var (model, confirmed) = (new List<(long Sequence, byte[] Payload)>(), 0L);
        var store = RecordStore.Open(folder.Options());
        try
        {
            for (var step = 0; step < steps; step++)
            {
                switch (random.Next(8))
                {
                    case <= 3:
                        var payload = new byte[random.Next(0, 900)];
                        random.NextBytes(payload);
                        model.Add((store.Append(payload, Noon), payload));
                        break;
                    case 4:
                        store.Flush();
                        break;
                    case 5 when model.Count > 0:
                        confirmed = Math.Max(confirmed, model[random.Next(model.Count)].Sequence);
                        store.Confirm(confirmed);
                        break;
                    case 6:
                        store.Dispose();
                        store = RecordStore.Open(folder.Options());
                        break;
                    default:
                        if (store.TryRead(confirmed, out var next) != (model.Count > 0 && model[^1].Sequence > confirmed) || (next is not null && next.Sequence != confirmed + 1))
                            return false;
                        break;
                }
            }

            var pending = model.Where(m => m.Sequence > confirmed).ToList();
            var read = RecordStoreTests.All(store).Where(r => r.Sequence > confirmed).ToList();
            return store.Counters.Pending == pending.Count
                && pending.Select(m => m.Sequence).SequenceEqual(read.Select(r => r.Sequence))
                && pending.Zip(read).All(p => p.First.Payload.AsSpan().SequenceEqual(p.Second.Payload))
                && model.Select(m => m.Sequence).SequenceEqual(Enumerable.Range(1, model.Count).Select(i => (long)i));
        }
        finally
        {
            store.Dispose();
        }
    });

    /// <returns>Where each record ends, as long as all are in one file.</returns>
    private static long[] Write(TempFolder folder, int count)
    {
        var ends = new long[count];
        long end = SegmentFile.HeaderBytes;
        using var store = RecordStore.Open(folder.Options());
        for (var i = 1; i <= count; i++)
        {
            store.Append(RecordStoreTests.Content(i), Noon);
            end += RecordFormat.HeaderBytes + RecordStoreTests.Content(i).Length;
            ends[i - 1] = end;
        }

        return ends;
    }
}
