using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>How values of each type sit in a cell: small numbers as 64 bits, everything else as a reference. No boxing on the numeric path.</summary>
internal static class ValueSlot
{
    /// <summary>Whether values of the type fit the cell's 64 bits. Folded to a constant by the compiler.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsInline<T>() =>
        typeof(T) == typeof(double) || typeof(T) == typeof(bool) || typeof(T) == typeof(int) || typeof(T) == typeof(long)
        || typeof(T) == typeof(float) || typeof(T) == typeof(short) || typeof(T) == typeof(byte)
        || typeof(T) == typeof(TimeSpan) || typeof(T) == typeof(DateTimeOffset);

    internal static bool IsNumeric(Type type) =>
        type == typeof(double) || type == typeof(float) || type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte);

    internal static bool IsInline(Type type) =>
        IsNumeric(type) || type == typeof(bool) || type == typeof(TimeSpan) || type == typeof(DateTimeOffset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long Encode<T>(T value)
    {
        if (typeof(T) == typeof(double))
            return BitConverter.DoubleToInt64Bits(Unsafe.As<T, double>(ref value));
        if (typeof(T) == typeof(bool))
            return Unsafe.As<T, bool>(ref value) ? 1 : 0;
        if (typeof(T) == typeof(int))
            return Unsafe.As<T, int>(ref value);
        if (typeof(T) == typeof(long))
            return Unsafe.As<T, long>(ref value);
        if (typeof(T) == typeof(float))
            return BitConverter.DoubleToInt64Bits(Unsafe.As<T, float>(ref value));
        if (typeof(T) == typeof(short))
            return Unsafe.As<T, short>(ref value);
        if (typeof(T) == typeof(byte))
            return Unsafe.As<T, byte>(ref value);
        if (typeof(T) == typeof(TimeSpan))
            return Unsafe.As<T, TimeSpan>(ref value).Ticks;
        if (typeof(T) == typeof(DateTimeOffset))
            return Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks;
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Decode<T>(long bits, object? reference)
    {
        if (typeof(T) == typeof(double))
            return As<double, T>(BitConverter.Int64BitsToDouble(bits));
        if (typeof(T) == typeof(bool))
            return As<bool, T>(bits != 0);
        if (typeof(T) == typeof(int))
            return As<int, T>((int)bits);
        if (typeof(T) == typeof(long))
            return As<long, T>(bits);
        if (typeof(T) == typeof(float))
            return As<float, T>((float)BitConverter.Int64BitsToDouble(bits));
        if (typeof(T) == typeof(short))
            return As<short, T>((short)bits);
        if (typeof(T) == typeof(byte))
            return As<byte, T>((byte)bits);
        if (typeof(T) == typeof(TimeSpan))
            return As<TimeSpan, T>(new TimeSpan(bits));
        if (typeof(T) == typeof(DateTimeOffset))
            return As<DateTimeOffset, T>(new DateTimeOffset(bits, TimeSpan.Zero));
        return reference is null ? default! : (T)reference;
    }

    /// <summary>The value as an object, for edges such as JSON.</summary>
    internal static object? Box(Type type, long bits, object? reference)
    {
        if (type == typeof(double))
            return BitConverter.Int64BitsToDouble(bits);
        if (type == typeof(bool))
            return bits != 0;
        if (type == typeof(int))
            return (int)bits;
        if (type == typeof(long))
            return bits;
        if (type == typeof(float))
            return (float)BitConverter.Int64BitsToDouble(bits);
        if (type == typeof(short))
            return (short)bits;
        if (type == typeof(byte))
            return (byte)bits;
        if (type == typeof(TimeSpan))
            return new TimeSpan(bits);
        return type == typeof(DateTimeOffset) ? new DateTimeOffset(bits, TimeSpan.Zero) : reference;
    }

    /// <summary>A numeric cell's value as a double; NaN if the type is not numeric.</summary>
    internal static double Number(Type type, long bits)
    {
        if (type == typeof(double) || type == typeof(float))
            return BitConverter.Int64BitsToDouble(bits);
        return IsNumeric(type) ? bits : double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TTo As<TFrom, TTo>(TFrom value) => Unsafe.As<TFrom, TTo>(ref value);
}
