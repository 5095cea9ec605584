using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>What the model says about an incoming value: finite, and inside the sensor's physical range.</summary>
internal static class SampleCheck
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Quality Quality<T>(PropertyDefinition definition, T value, Quality quality)
    {
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
        {
            var number = typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref value) : Unsafe.As<T, float>(ref value);
            return Number(definition, number, quality);
        }

        if (definition.HasPhysicalRange)
            return Number(definition, ValueSlot.Number(definition.ValueType, ValueSlot.Encode(value)), quality);
        return quality;
    }

    /// <summary>Whether a value is a finite number, or of a type that has no others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsFinite<T>(T value)
    {
        if (typeof(T) == typeof(double))
            return double.IsFinite(Unsafe.As<T, double>(ref value));
        return typeof(T) != typeof(float) || float.IsFinite(Unsafe.As<T, float>(ref value));
    }

    /// <summary>What is to be stored for a value: no number that is not finite, but the value before in its place. Such a one is never usable.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long KeepFinite(PropertyDefinition definition, long bits, long before)
    {
        var isNumber = definition.ValueType == typeof(double) || definition.ValueType == typeof(float);
        return isNumber && !double.IsFinite(BitConverter.Int64BitsToDouble(bits)) ? before : bits;
    }

    /// <summary>The quality with what the model says of a number. One that is bad already says itself why there is none.</summary>
    internal static Quality Number(PropertyDefinition definition, double value, Quality quality)
    {
        if (!double.IsFinite(value) && quality != DigitalTwin.Sdk.Quality.NoData)
            return quality.IsBad ? quality : quality.WorstWith(DigitalTwin.Sdk.Quality.Bad | DigitalTwin.Sdk.Quality.ConversionError);
        if (definition.HasPhysicalRange && !definition.PhysicalRange.GetValueOrDefault().Contains(value) && quality != DigitalTwin.Sdk.Quality.NoData)
            return quality.WorstWith(DigitalTwin.Sdk.Quality.Bad | DigitalTwin.Sdk.Quality.OutOfRange);
        return quality;
    }
}
