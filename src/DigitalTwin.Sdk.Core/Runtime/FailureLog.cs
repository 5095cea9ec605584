using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk;

/// <summary>Counts what users' functions throw, and says it in the log: once a minute for each function, with how many more there were. Thread-safe.</summary>
internal sealed class FailureLog(TimeProvider timeProvider)
{
    /// <summary>How many functions are told apart; those that fail after that many share one place.</summary>
    private const int MostPlaces = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Function, string Place), Entry> _entries = new();
    private ILogger _logger = NullLogger.Instance;
    private long _count;
    private int _places;

    /// <summary>How often one has failed.</summary>
    internal long Count => Volatile.Read(ref _count);

    /// <summary>Where to say it from now on.</summary>
    internal void LogTo(ILogger logger) => Volatile.Write(ref _logger, logger);

    /// <summary>Counts a failure and says it.</summary>
    /// <param name="function">What kind of function it was, such as "the cleaning chain".</param>
    /// <param name="place">Whose: a twin, property or signal.</param>
    /// <param name="exception">What it threw.</param>
    internal void Note(string function, string place, Exception exception)
    {
        Interlocked.Increment(ref _count);
        Say(function, place, exception);
    }

    /// <summary>Counts what failed all together and is said elsewhere.</summary>
    internal void CountOnly(long failures) => Interlocked.Add(ref _count, failures);

    /// <summary>Says a failure that is counted elsewhere. Throws nothing.</summary>
    internal void Say(string function, string place, Exception exception)
    {
        try
        {
            if (IsToBeSaid(EntryOf(function, place), out var more))
                RuntimeLog.UserFunctionFailed(Volatile.Read(ref _logger), function, place, more, exception);
        }
        catch (Exception)
        {
            // A logger or a clock that throws must not do to the lane what the function was kept from doing; the failure is counted already.
            Interlocked.Increment(ref _count);
        }
    }

    private Entry EntryOf(string function, string place)
    {
        if (_entries.TryGetValue((function, place), out var known))
            return known;

        // Counted here, because the dictionary would take all its locks to count.
        if (Volatile.Read(ref _places) >= MostPlaces)
            return _entries.GetOrAdd((function, "other places"), static _ => new Entry());
        var entry = new Entry();
        if (!_entries.TryAdd((function, place), entry))
            return _entries[(function, place)];
        Interlocked.Increment(ref _places);
        return entry;
    }

    private bool IsToBeSaid(Entry entry, out long more)
    {
        lock (entry)
        {
            more = entry.More;
            if (entry.HasSaid && timeProvider.GetElapsedTime(entry.SaidAt) < Pause)
            {
                entry.More++;
                return false;
            }

            entry.HasSaid = true;
            entry.SaidAt = timeProvider.GetTimestamp();
            entry.More = 0;
            return true;
        }
    }

    private sealed class Entry
    {
        internal bool HasSaid { get; set; }

        internal long SaidAt { get; set; }

        internal long More { get; set; }
    }
}
