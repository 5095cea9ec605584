using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Tests.Storing;

public sealed class RecordStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_sums_are_those_of_the_standard()
    {
        // RFC 3720, appendix B.4, and the usual check value.
        Assert.Equal(0xE3069283u, RecordFormat.Crc32C(0, "123456789"u8));
        Assert.Equal(0x8A9136AAu, RecordFormat.Crc32C(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, RecordFormat.Crc32C(0, Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, RecordFormat.Crc32C(0, Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));
    }

    [Fact]
    public void A_record_has_the_bytes_that_its_page_says()
    {
        using (var store = RecordStore.Open(_folder.Options()))
            Assert.Equal(1, store.Append("abc"u8, Noon, Noon.AddMinutes(1), RecordPriority.High, tag: 7));
        var file = Assert.Single(_folder.Segments);
        Assert.Equal("0000000000000001.seg", Path.GetFileName(file));
        byte[] expected =
        [
            (byte)'D', (byte)'T', (byte)'S', (byte)'E', (byte)'G', 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. File.ReadAllBytes(file).AsSpan(20, 4),
            3, 0, 0, 0, .. File.ReadAllBytes(file).AsSpan(28, 4), 1, 0, 0, 0, 0, 0, 0, 0,
            .. BitConverter.GetBytes(Noon.UtcTicks), .. BitConverter.GetBytes(Noon.AddMinutes(1).UtcTicks), 2, 7, 0, 0, (byte)'a', (byte)'b', (byte)'c',
        ];
        Assert.Equal(expected, File.ReadAllBytes(file));
        var record = File.ReadAllBytes(file)[24..];
        Assert.Equal(BitConverter.ToUInt32(record, 4), RecordFormat.Crc32C(RecordFormat.Crc32C(0, record.AsSpan(0, 4)), record.AsSpan(8)));
    }

    [Fact]
    public void Records_come_back_in_order_with_all_that_was_given_also_after_closing()
    {
        using (var store = RecordStore.Open(_folder.Options()))
        {
            for (var i = 1; i <= 300; i++)
                Assert.Equal(i, store.Append(Content(i), Noon.AddSeconds(i), i % 2 == 0 ? Noon.AddDays(1) : null, (RecordPriority)(i % 3), (byte)i));
            Assert.True(store.TryRead(0, out var first));
            Assert.Equal(1, first.Sequence);
            Assert.Equal(300, store.Flush());
        }

        Assert.True(_folder.Segments.Count > 3);
        using var again = RecordStore.Open(_folder.Options());
        var records = All(again);
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), records.Select(r => r.Sequence));
        Assert.All(records, r => Assert.Equal(Content((int)r.Sequence), r.Payload));
        Assert.All(records, r => Assert.Equal(
            (Noon.AddSeconds(r.Sequence), r.Sequence % 2 == 0 ? Noon.AddDays(1) : null, (RecordPriority)(r.Sequence % 3), (byte)r.Sequence),
            (r.Time, r.Until, r.Priority, r.Tag)));
        Assert.Equal((300, 300), (again.Counters.Pending, again.Last));
    }

    [Fact]
    public void What_is_confirmed_goes_and_numbers_go_on()
    {
        using (var store = RecordStore.Open(_folder.Options()))
        {
            Fill(store, 200);
            store.Confirm(150);
            Assert.Equal(50, store.Counters.Pending);
            store.Confirm(200);
            store.Confirm(3);
            Assert.Equal((200, 0), (store.Confirmed, store.Counters.Pending));
            Assert.Single(_folder.Segments);
            Assert.False(store.TryRead(store.Confirmed, out _));
            Assert.Throws<ArgumentOutOfRangeException>(() => store.Confirm(201));
        }

        foreach (var file in _folder.Segments)
            File.Delete(file);
        using var again = RecordStore.Open(_folder.Options());
        Assert.Equal(201, again.Append("x"u8, Noon));
    }

    [Fact]
    public void Confirmed_records_stay_as_long_as_asked_for()
    {
        using var store = RecordStore.Open(_folder.Options(keep: 100));
        Fill(store, 400);
        store.Confirm(400);
        Assert.True(store.TryRead(0, out var oldest));
        Assert.InRange(oldest.Sequence, 200, 301);
        Assert.Equal(0, store.Counters.Pending);
    }

    [Fact]
    public void A_full_store_drops_the_oldest_and_counts_them()
    {
        using var store = RecordStore.Open(_folder.Options(most: 12 << 10));
        Fill(store, 500);
        var records = All(store);
        Assert.Equal(500, records[^1].Sequence);
        Assert.Equal(500, records.Count + store.Counters.DroppedBySize);
        Assert.Equal(records[0].Sequence, store.Counters.DroppedBySize + 1);
        Assert.True(store.Counters.Bytes <= 12 << 10);
        Assert.Equal(records.Count, store.Counters.Pending);
    }

    [Fact]
    public void A_full_store_refuses_the_newest_if_told_so_until_there_is_room()
    {
        using var store = RecordStore.Open(_folder.Options(StoreDropPolicy.DropNewest, most: 12 << 10));
        var taken = 0;
        while (store.Append(Content(taken + 1), Noon) > 0)
            taken++;
        Assert.Equal((taken, 1, 0), (store.Counters.Appended, store.Counters.Refused, store.Counters.DroppedBySize));
        Assert.Equal(taken, All(store).Count);
        store.Confirm(taken);
        Assert.Equal(taken + 1, store.Append("x"u8, Noon));
    }

    [Fact]
    public void A_full_store_drops_what_is_worth_least()
    {
        using var store = RecordStore.Open(_folder.Options(StoreDropPolicy.DropLowestPriority, most: 12 << 10));
        var given = new List<RecordPriority>();
        for (var i = 1; i <= 400; i++)
        {
            given.Add((RecordPriority)(i % 3));
            store.Append(Content(i), Noon.AddSeconds(i / 256), priority: given[^1], tag: (byte)i);
        }

        var kept = All(store);
        Assert.Equal(store.Counters.Appended, kept.Count + store.Counters.DroppedBySize);
        Assert.Equal(400, store.Counters.Appended + store.Counters.Refused);
        Assert.True(store.Counters.DroppedBySize > 100);

        // As many of the highest as were given are still there, as they alone would fit.
        Assert.Equal(given.Count(p => p == RecordPriority.High), kept.Count(r => r.Priority == RecordPriority.High));
        Assert.True(kept.Count(r => r.Priority == RecordPriority.Low) < kept.Count(r => r.Priority == RecordPriority.Normal));
        Assert.Equal(kept.Select(r => r.Sequence).Order(), kept.Select(r => r.Sequence));
        Assert.All(kept, r => Assert.Equal(Content(r.Tag + (r.Time.Second * 256)), r.Payload));

        store.Confirm(kept[kept.Count / 2].Sequence);
        Assert.Equal(kept.Count(r => r.Sequence > store.Confirmed), store.Counters.Pending);
    }

    [Fact]
    public void Nothing_low_is_taken_into_a_store_full_of_higher_worth()
    {
        using var store = RecordStore.Open(_folder.Options(StoreDropPolicy.DropLowestPriority, most: 12 << 10));
        var taken = 0;
        for (; store.Counters.Bytes + 36 + Content(1).Length <= 12 << 10; taken++)
            store.Append(Content(1), Noon, priority: RecordPriority.High);
        Assert.Equal(0, store.Append(Content(1), Noon, priority: RecordPriority.Low));
        Assert.Equal(1, store.Counters.Refused);
        Assert.True(taken > 100);
    }

    [Fact]
    public void What_is_too_old_goes_by_segments()
    {
        var clock = new FakeTimeProvider(Noon);
        using var store = RecordStore.Open(_folder.Options(age: TimeSpan.FromHours(1)), clock);
        Fill(store, 200);
        clock.Advance(TimeSpan.FromHours(2));
        for (var i = 201; i <= 400; i++)
            store.Append(Content(i), clock.GetUtcNow());
        var kept = All(store);
        Assert.Equal(400, kept[^1].Sequence);
        Assert.Equal(kept[0].Sequence - 1, store.Counters.DroppedByAge);
        Assert.True(kept.Count(r => r.Time < Noon.AddHours(1)) < 60);
    }

    [Fact]
    public void One_store_has_its_folder_to_itself()
    {
        using (RecordStore.Open(_folder.Options()))
            Assert.Contains(_folder.Path, Assert.Throws<IOException>(() => RecordStore.Open(_folder.Options())).Message, StringComparison.Ordinal);
        RecordStore.Open(_folder.Options()).Dispose();
    }

    [Fact]
    public void A_lower_limit_does_not_take_old_records_for_damage()
    {
        using (var store = RecordStore.Open(_folder.Options()))
            store.Append(new byte[1_000], Noon);
        var options = _folder.Options();
        options.MaxRecordBytes = 10;
        using var again = RecordStore.Open(options);
        Assert.Equal(1_000, Assert.Single(All(again)).Payload.Length);
        Assert.Equal(0, again.Counters.TornBytes);
        Assert.Throws<ArgumentException>(() => again.Append(new byte[11], Noon));
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        var refusal = Assert.Throws<ArgumentException>(() => RecordStore.Open(new StoreOptions { SegmentBytes = 1, MaxBytes = 1, MaxAge = TimeSpan.Zero, MaxRecordBytes = 0, WhenFull = (StoreDropPolicy)9, KeepConfirmed = -1 }));
        Assert.All(["Folder", "SegmentBytes", "MaxBytes", "MaxAge", "MaxRecordBytes", "WhenFull", "KeepConfirmed"], n => Assert.Contains($"StoreOptions.{n} ", refusal.Message, StringComparison.Ordinal));
        using var store = RecordStore.Open(_folder.Options());
        Assert.Throws<ArgumentException>(() => store.Append(new byte[1_001], Noon));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Append("x"u8, Noon, priority: (RecordPriority)7));
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        using var store = RecordStore.Open(_folder.Options(segment: 8 << 20, most: 16 << 20));
        var payload = Content(1);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 10_000; i++)
                store.Append(payload, Noon);
        }));
    }

    [Fact]
    public void Many_threads_append_and_flush_at_the_same_time()
    {
        using var store = RecordStore.Open(_folder.Options(most: 8 << 20));
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 200; i++)
            {
                var sequence = store.Append(Content(i), Noon);
                if (i % 50 == 0)
                    Assert.True(store.Flush() >= sequence);
            }
        });
        Assert.Equal(Enumerable.Range(1, 1_600).Select(i => (long)i), All(store).Select(r => r.Sequence));
    }

    internal static byte[] Content(int i) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"record {i}; ", 1 + (i % 5))));

    internal static List<StoredRecord> All(RecordStore store)
    {
        var records = new List<StoredRecord>();
        for (long after = 0; store.TryRead(after, out var record); after = record.Sequence)
            records.Add(record);
        return records;
    }

    private static void Fill(RecordStore store, int count)
    {
        for (var i = 1; i <= count; i++)
            store.Append(Content(i), Noon);
        store.Flush();
    }
}
