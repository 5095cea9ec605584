using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using static DigitalTwin.Sdk.Pipeline.Tests.Samples;

namespace DigitalTwin.Sdk.Pipeline.Tests;

public sealed class SampleQueueTests
{
    [Fact]
    public void The_oldest_makes_room_and_the_next_of_its_path_says_so()
    {
        var queue = Filled(QueuePolicy.DropOldest, (0, 1), (1, 2), (0, 3), (1, 4));

        Assert.Equal([(1, 2.0, Quality.Good), (0, 3, Quality.Good | Quality.Overflow), (1, 4, Quality.Good)], All(queue));
        Assert.Equal((1, 0), (queue.Dropped(0), queue.Dropped(1)));
    }

    [Fact]
    public void The_newest_is_not_taken_and_the_next_of_its_path_says_so()
    {
        var queue = Filled(QueuePolicy.DropNewest, (0, 1), (1, 2), (0, 3), (1, 4));
        Assert.True(queue.TryTake(out _, out _));
        Assert.True(queue.TryAdd(1, At(5, 5)));

        Assert.Equal([(1, 2.0, Quality.Good), (0, 3, Quality.Good), (1, 5, Quality.Good | Quality.Overflow)], All(queue));
        Assert.Equal(1, queue.Dropped(1));
    }

    [Fact]
    public void Of_each_path_the_newest_stays()
    {
        var queue = Filled(QueuePolicy.ConflatePerPath, (0, 1), (0, 2), (0, 3), (0, 4), (1, 5), (1, 6));

        Assert.Equal([(0, 2.0, Quality.Good | Quality.Overflow), (0, 4, Quality.Good | Quality.Overflow), (1, 6, Quality.Good | Quality.Overflow)], All(queue));
        Assert.Equal((2, 1), (queue.Dropped(0), queue.Dropped(1)));
    }

    [Fact]
    public async Task Whoever_adds_waits_for_room_and_no_longer_than_allowed()
    {
        var clock = new FakeTimeProvider(Start);
        var queue = new SampleQueue(["flow"], capacity: 1, QueuePolicy.Wait, Seconds(10), clock);
        Assert.True(await queue.AddAsync(0, At(0, 0), CancellationToken.None));

        var waiting = queue.AddAsync(0, At(1, 1), CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.True(queue.TryTake(out _, out _));
        Assert.True(await waiting);

        var late = queue.AddAsync(0, At(2, 2), CancellationToken.None).AsTask();
        clock.Advance(Seconds(10));
        Assert.False(await late);
        Assert.Equal(1, queue.Dropped(0));
        Assert.False(queue.TryAdd(0, At(3, 3)));
        Assert.Equal(2, queue.Dropped(0));
        Assert.Equal([(0, 1.0, Quality.Good)], All(queue));
        Assert.True(queue.TryAdd(0, At(4, 4)));
        Assert.Equal([(0, 4.0, Quality.Good | Quality.Overflow)], All(queue));
    }

    [Fact]
    public async Task A_cancelled_wait_loses_nothing()
    {
        var queue = new SampleQueue(["flow"], capacity: 1, QueuePolicy.Wait);
        queue.TryAdd(0, At(0, 0));
        using var stop = new CancellationTokenSource();

        var waiting = queue.AddAsync(0, At(1, 1), stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, queue.Dropped(0));
    }

    [Fact]
    public async Task A_reader_gets_all_from_many_writers_in_the_order_of_each()
    {
        var queue = new SampleQueue(["a", "b", "c"], capacity: 16, QueuePolicy.Wait, TimeSpan.FromMinutes(5));
        var read = new List<double>[] { [], [], [] };
        var reading = queue.ReadAllAsync((path, sample) => read[path].Add(sample.Value), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(path => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
                Assert.True(await queue.AddAsync(path, At(i, i), CancellationToken.None));
        })));
        queue.Complete();
        await reading;

        Assert.All(read, values => Assert.Equal(Enumerable.Range(0, 2000).Select(i => (double)i), values));
        Assert.False(queue.TryAdd(0, At(0, 0)));
    }

    [Property(MaxTest = 200)]
    public void Every_policy_keeps_the_order_of_each_path_and_counts_what_it_loses(int seed)
    {
        foreach (var policy in Enum.GetValues<QueuePolicy>())
        {
            var random = new Random(seed);
            var queue = new SampleQueue(["a", "b", "c"], capacity: 3 + random.Next(5), policy);
            var (added, taken) = (new int[3], new List<(int Path, Sample<double> Sample)>());
            for (var i = 0; i < 300; i++)
            {
                Assert.Equal(queue.Count, queue.Statistics.Waiting);
                if (random.Next(3) > 0)
                    queue.TryAdd(random.Next(3), At(i, added[random.Next(1)]++));
                else if (queue.TryTake(out var path, out var sample))
                    taken.Add((path, sample));
            }

            while (queue.TryTake(out var path, out var sample))
                taken.Add((path, sample));
            Assert.Equal(added.Sum(), taken.Count + Enumerable.Range(0, 3).Sum(p => queue.Dropped(p)));
            Assert.Equal((added.Sum(), taken.Count, added.Sum() - taken.Count), (queue.Statistics.Received, queue.Statistics.Emitted, queue.Statistics.Dropped));
            for (var path = 0; path < 3; path++)
            {
                var times = taken.Where(t => t.Path == path).Select(t => t.Sample.Ticks).ToList();
                Assert.Equal(times.Order(), times);
            }
        }
    }

    [Fact]
    public void Adding_and_taking_allocate_nothing()
    {
        var queue = new SampleQueue(["a", "b"], capacity: 4, QueuePolicy.ConflatePerPath);
        Cycle(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Cycle(int count)
        {
            for (var i = 0; i < count; i++)
            {
                queue.TryAdd(i & 1, new Sample<double>(i, i, i, Quality.Good));
                if (i % 3 == 0)
                    queue.TryTake(out _, out _);
            }
        }
    }

    [Fact]
    public void Wrong_parameters_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleQueue([], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleQueue(["a", "b"], 1));
        Assert.Throws<ArgumentException>(() => new SampleQueue(["a", "a"], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleQueue(["a"], 4).TryAdd(1, At(0, 0)));
    }

    // Of two paths with room for three.
    private static SampleQueue Filled(QueuePolicy policy, params (int Path, double Value)[] samples)
    {
        var queue = new SampleQueue(["flow", "head"], capacity: 3, policy);
        foreach (var (path, value) in samples)
            queue.TryAdd(path, At(value, value));
        return queue;
    }

    private static List<(int Path, double Value, Quality Quality)> All(SampleQueue queue)
    {
        var all = new List<(int, double, Quality)>();
        while (queue.TryTake(out var path, out var sample))
            all.Add((path, sample.Value, sample.Quality));
        return all;
    }
}
