using System.Buffers.Binary;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// That one store of one process has a folder: a file held open, which the system lets go of when the process dies. It remembers the largest record that was ever allowed there (4 bytes and
/// a check sum), so that a store opened with a lower limit does not take old records for damage.
/// </summary>
internal sealed class StoreClaim : IDisposable
{
    private const string Name = "lock";
    private readonly FileStream _file;

    private StoreClaim(FileStream file, int largestRecord) => (_file, LargestRecord) = (file, largestRecord);

    /// <summary>Payload bytes of the largest record that may stand in the files.</summary>
    internal int LargestRecord { get; }

    /// <exception cref="IOException">The folder is taken, or cannot be written.</exception>
    internal static StoreClaim Take(string folder, int maxRecordBytes)
    {
        try
        {
            var file = new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            var largest = Math.Max(maxRecordBytes, Remembered(file));
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, largest);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], RecordFormat.Crc32C(0, bytes[..4]));
            file.Position = 0;
            file.Write(bytes);
            return new StoreClaim(file, largest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The store '{folder}' is in use by another store or process, or cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static int Remembered(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[8];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == RecordFormat.Crc32C(0, bytes[..4])
            ? Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(bytes), 0, 1 << 30)
            : 0;
    }
}
