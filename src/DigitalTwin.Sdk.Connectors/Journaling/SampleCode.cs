using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// How a sample stands in a journal: length of the path (2 bytes), path <c>twin/property</c> in UTF-8, type (1), event time (8), arrival time (8), quality (4), value;
/// little-endian.
/// </summary>
internal static class SampleCode
{
    internal const int MaxValueBytes = 64 << 10;
    private const int FixedBytes = 2 + 1 + 8 + 8 + 4;

    /// <summary>The number of a type that a journal can keep; 0 for others.</summary>
    internal static byte TypeOf(Type type) =>
        type == typeof(double) ? (byte)1 : type == typeof(float) ? (byte)2 : type == typeof(int) ? (byte)3 : type == typeof(long) ? (byte)4 : type == typeof(short) ? (byte)5
        : type == typeof(byte) ? (byte)6 : type == typeof(bool) ? (byte)7 : type == typeof(string) ? (byte)8 : type == typeof(DateTimeOffset) ? (byte)9 : (byte)0;

    /// <summary>Writes a sample; 0 if it does not fit.</summary>
    internal static int Write<T>(Span<byte> target, ReadOnlySpan<byte> path, in Sample<T> sample)
    {
        if (target.Length < FixedBytes + path.Length + 8)
            return 0;
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)path.Length);
        path.CopyTo(target[2..]);
        var rest = target[(2 + path.Length)..];
        rest[0] = TypeOf(typeof(T));
        BinaryPrimitives.WriteInt64LittleEndian(rest[1..], sample.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(rest[9..], sample.ArrivalTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(rest[17..], (uint)sample.Quality);
        if (typeof(T) == typeof(string))
        {
            var text = (string?)(object?)sample.Value ?? "";
            return Encoding.UTF8.TryGetBytes(text, rest[21..], out var length) && length <= MaxValueBytes ? FixedBytes + path.Length + length : 0;
        }

        BinaryPrimitives.WriteInt64LittleEndian(rest[21..], Bits(sample.Value));
        return FixedBytes + path.Length + 8;
    }

    /// <summary>The path of a sample; false if the bytes are none.</summary>
    internal static bool TryPath(ReadOnlySpan<byte> code, out ReadOnlySpan<byte> path)
    {
        path = default;
        if (code.Length < FixedBytes)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(code);
        if (code.Length < FixedBytes + length)
            return false;
        path = code.Slice(2, length);
        return true;
    }

    /// <summary>Reads a sample back; false if the bytes are none, or one of another type.</summary>
    internal static bool TryRead<T>(ReadOnlySpan<byte> code, out Sample<T> sample)
    {
        sample = default;
        if (!TryPath(code, out var path))
            return false;
        var rest = code[(2 + path.Length)..];
        var (ticks, arrival) = (BinaryPrimitives.ReadInt64LittleEndian(rest[1..]), BinaryPrimitives.ReadInt64LittleEndian(rest[9..]));
        if (rest[0] != TypeOf(typeof(T)) || ticks < 0 || ticks > DateTime.MaxValue.Ticks || arrival < 0 || arrival > DateTime.MaxValue.Ticks)
            return false;
        T value;
        if (typeof(T) == typeof(string))
            value = (T)(object)Encoding.UTF8.GetString(rest[21..]);
        else if (rest.Length != 29 || !TryValue(BinaryPrimitives.ReadInt64LittleEndian(rest[21..]), out value))
            return false;
        sample = new Sample<T>(value, ticks, arrival, (Quality)BinaryPrimitives.ReadUInt32LittleEndian(rest[17..]));
        return true;
    }

    /// <summary>What tells a sample from every other: property, event time, value. Quality is not part of it: what comes again may have become doubtful by waiting.</summary>
    internal static ulong Key<T>(ulong path, in Sample<T> sample)
    {
        var value = typeof(T) == typeof(string) ? HashOf((string?)(object?)sample.Value ?? "") : (ulong)Bits(sample.Value);
        return Mix(Mix(Mix(path) ^ (ulong)sample.Ticks) ^ value);
    }

    /// <summary>A hash of text that is the same in every process.</summary>
    internal static ulong HashOf(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text)
            hash = Mix(hash ^ c);
        return hash;
    }

    // Finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static long Bits<T>(T value)
    {
        if (typeof(T) == typeof(double))
            return BitConverter.DoubleToInt64Bits(Unsafe.As<T, double>(ref value));
        if (typeof(T) == typeof(float))
            return BitConverter.SingleToInt32Bits(Unsafe.As<T, float>(ref value));
        if (typeof(T) == typeof(int))
            return Unsafe.As<T, int>(ref value);
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref value);
        if (typeof(T) == typeof(short))
            return Unsafe.As<T, short>(ref value);
        if (typeof(T) == typeof(byte))
            return Unsafe.As<T, byte>(ref value);
        if (typeof(T) == typeof(bool))
            return Unsafe.As<T, bool>(ref value) ? 1 : 0;
        return typeof(T) == typeof(DateTimeOffset) ? Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks : 0;
    }

    private static bool TryValue<T>(long bits, out T value)
    {
        if (typeof(T) == typeof(double))
            return Set(BitConverter.Int64BitsToDouble(bits), out value);
        if (typeof(T) == typeof(float))
            return Set(BitConverter.Int32BitsToSingle((int)bits), out value);
        if (typeof(T) == typeof(int))
            return Set((int)bits, out value);
        if (typeof(T) == typeof(long))
            return Set(bits, out value);
        if (typeof(T) == typeof(short))
            return Set((short)bits, out value);
        if (typeof(T) == typeof(byte))
            return Set((byte)bits, out value);
        if (typeof(T) == typeof(bool))
            return Set(bits != 0, out value);
        value = default!;
        return typeof(T) == typeof(DateTimeOffset) && bits >= 0 && bits <= DateTime.MaxValue.Ticks && Set(new DateTimeOffset(bits, TimeSpan.Zero), out value);
    }

    private static bool Set<TFrom, T>(TFrom from, out T value)
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return true;
    }
}
