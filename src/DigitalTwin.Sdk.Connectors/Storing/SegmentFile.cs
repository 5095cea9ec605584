using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// One file of records. Its name is the sequence of its first record; it begins with a magic word (8 bytes), that sequence (8), four zeros and a check sum (4).
/// Not thread-safe.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    internal const int HeaderBytes = 24;
    internal const string Extension = ".seg";
    private const ulong Magic = 0x44_54_53_45_47_00_00_01; // "DTSEG" and the version of the format
    private readonly int[] _counts = new int[3];

    private SegmentFile(string path, long first, SafeFileHandle handle) => (Path, First, Handle) = (path, first, handle);

    internal string Path { get; }

    /// <summary>The sequence from which on it holds records.</summary>
    internal long First { get; }

    internal SafeFileHandle Handle { get; private set; }

    /// <summary>Where the next record goes.</summary>
    internal long Size { get; set; } = HeaderBytes;

    /// <summary>Sequence of the last record; one less than <see cref="First"/> if there is none.</summary>
    internal long Last { get; private set; }

    /// <summary>The latest time of its records, UTC ticks.</summary>
    internal long Newest { get; private set; } = long.MinValue;

    internal int Count => _counts[0] + _counts[1] + _counts[2];

    internal int CountOf(RecordPriority priority) => _counts[(int)priority];

    internal static string NameOf(long first) => first.ToString("x16", CultureInfo.InvariantCulture) + Extension;

    internal static SegmentFile Create(string folder, long first)
    {
        var path = System.IO.Path.Combine(folder, NameOf(first));
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            RandomAccess.Write(handle, Header(first), 0);
            return new SegmentFile(path, first, handle) { Last = first - 1 };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that is there; null if its name is none of ours. A header that is torn or damaged is written anew: the name says all that it does.</summary>
    internal static SegmentFile? Open(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        if (name.Length != 16 || !long.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var first) || first < 1)
            return null;
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var header = new byte[HeaderBytes];
            var expected = Header(first);
            if (RandomAccess.Read(handle, header, 0) != HeaderBytes || !header.AsSpan().SequenceEqual(expected))
                RandomAccess.Write(handle, expected, 0);
            return new SegmentFile(path, first, handle) { Last = first - 1 };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Takes note of a record that is in the file or about to be.</summary>
    internal void Note(long sequence, long ticks, int priority)
    {
        Last = sequence;
        Newest = Math.Max(Newest, ticks);
        _counts[priority]++;
    }

    /// <summary>Another file takes its place, under the same name.</summary>
    internal void Replace(string path)
    {
        Handle.Dispose();
        File.Move(path, Path, overwrite: true);
        Handle = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        Array.Clear(_counts);
        (Last, Newest) = (First - 1, long.MinValue);
    }

    internal void Delete()
    {
        Handle.Dispose();
        File.Delete(Path);
    }

    public void Dispose() => Handle.Dispose();

    internal static byte[] Header(long first)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64BigEndian(header, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), first);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), RecordFormat.Crc32C(0, header.AsSpan(0, 20)));
        return header;
    }
}
