using System.Diagnostics;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Samples in order of coming, each also in the line of its path: two linked lists through arrays.</summary>
internal sealed class SampleSlots
{
    private const int None = -1;
    private readonly Slot[] _slots;
    private readonly (int Oldest, int Newest, int Count)[] _lines;
    private int _free;
    private int _oldest = None;
    private int _newest = None;

    internal SampleSlots(int paths, int capacity)
    {
        _slots = new Slot[capacity];
        for (var i = 0; i < capacity; i++)
            _slots[i].After = i + 1 < capacity ? i + 1 : None;
        _lines = new (int, int, int)[paths];
        Array.Fill(_lines, (None, None, 0));
    }

    internal int Count { get; private set; }

    internal bool IsFull => Count == _slots.Length;

    internal int Waiting(int path) => _lines[path].Count;

    internal void Add(int path, in Sample<double> sample)
    {
        Debug.Assert(!IsFull);
        var place = _free;
        _free = _slots[place].After;
        _slots[place] = new Slot { Sample = sample, Path = path, Before = _newest, After = None, AfterInPath = None };
        if (_newest == None)
            _oldest = place;
        else
            _slots[_newest].After = place;
        _newest = place;
        ref var line = ref _lines[path];
        if (line.Count == 0)
            line.Oldest = place;
        else
            _slots[line.Newest].AfterInPath = place;
        line.Newest = place;
        line.Count++;
        Count++;
    }

    internal (int Path, Sample<double> Sample) TakeOldest()
    {
        var (path, sample) = (_slots[_oldest].Path, _slots[_oldest].Sample);
        Remove(_oldest);
        return (path, sample);
    }

    /// <summary>Puts a sample in the place of the newest of its path, and says on it that that one was lost.</summary>
    internal void ReplaceNewest(int path, in Sample<double> sample)
    {
        ref var there = ref _slots[_lines[path].Newest].Sample;
        there = Marked(sample, there.Quality);
    }

    /// <summary>Says on a sample that one before it was lost; if that was the news of a lost link, the sample cannot pass as what follows on what was.</summary>
    internal static Sample<double> Marked(in Sample<double> sample, Quality lost) => sample with
    {
        Quality = lost.Has(Quality.CommLoss) ? sample.Quality.WorstWith(Quality.Uncertain | Quality.CommLoss | Quality.Overflow) : sample.Quality | Quality.Overflow,
    };

    /// <summary>Removes the oldest sample of which a newer one of its path waits, and marks that one; there is one if more wait than there are paths.</summary>
    /// <returns>Its path.</returns>
    internal int RemoveOutdated()
    {
        var place = _oldest;
        while (_lines[_slots[place].Path].Count < 2)
            place = _slots[place].After;
        var (path, lost) = (_slots[place].Path, _slots[place].Sample.Quality);
        Remove(place);
        MarkOldest(path, lost);
        return path;
    }

    /// <summary>Says on the oldest sample of a path that others before it were lost.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool MarkOldest(int path, Quality lost)
    {
        if (_lines[path].Count == 0)
            return false;
        ref var sample = ref _slots[_lines[path].Oldest].Sample;
        sample = Marked(sample, lost);
        return true;
    }

    // It is the oldest of its path, wherever it stands among all.
    private void Remove(int place)
    {
        ref var slot = ref _slots[place];
        ref var line = ref _lines[slot.Path];
        Debug.Assert(line.Oldest == place);
        line.Oldest = slot.AfterInPath;
        line.Count--;
        if (slot.Before == None)
            _oldest = slot.After;
        else
            _slots[slot.Before].After = slot.After;
        if (slot.After == None)
            _newest = slot.Before;
        else
            _slots[slot.After].Before = slot.Before;
        slot.After = _free;
        _free = place;
        Count--;
    }

    private struct Slot
    {
        internal Sample<double> Sample;
        internal int Path;
        internal int Before;
        internal int After;
        internal int AfterInPath;
    }
}
