using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Keeps how far the records of a store are confirmed: two places of 24 bytes written in turns, so that one is whole whenever the process dies. Not thread-safe.</summary>
internal sealed class CursorFile : IDisposable
{
    internal const string Name = "confirmed";
    private const int SlotBytes = 24;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _slot = new byte[SlotBytes];
    private long _generation;

    internal CursorFile(string folder)
    {
        _handle = File.OpenHandle(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        // Both places from the beginning: to confirm, which makes room, must not need any on a full disk.
        if (RandomAccess.GetLength(_handle) == 0)
            RandomAccess.Write(_handle, new byte[2 * SlotBytes], 0);
        for (var i = 0; i < 2; i++)
        {
            if (RandomAccess.Read(_handle, _slot, i * SlotBytes) != SlotBytes || BinaryPrimitives.ReadUInt32LittleEndian(_slot.AsSpan(16)) != CheckSum())
                continue;
            var generation = BinaryPrimitives.ReadInt64LittleEndian(_slot);
            if (generation <= _generation)
                continue;
            _generation = generation;
            Confirmed = BinaryPrimitives.ReadInt64LittleEndian(_slot.AsSpan(8));
        }
    }

    /// <summary>The last sequence confirmed; 0 for none.</summary>
    internal long Confirmed { get; private set; }

    internal void Write(long confirmed)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_slot, _generation + 1);
        BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(8), confirmed);
        BinaryPrimitives.WriteUInt32LittleEndian(_slot.AsSpan(16), CheckSum());
        RandomAccess.Write(_handle, _slot, (_generation + 1) % 2 * SlotBytes);
        _generation++;
        Confirmed = confirmed;
    }

    internal void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();

    private uint CheckSum() => RecordFormat.Crc32C(0, _slot.AsSpan(0, 16));
}
