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

    /// <summary>The same, and what is to be stored: a number that is not finite never is; the value before stays, and the quality says why.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Quality Quality<T>(PropertyDefinition definition, T value, Quality quality, ref long bits, long before)
    {
        if (typeof(T) == typeof(double) || typeof(T) == typeof(float))
        {
            var number = typeof(T) == typeof(double) ? Unsafe.As<T, double>(ref value) : Unsafe.As<T, float>(ref value);
            if (double.IsFinite(number))
                return definition.HasPhysicalRange ? Number(definition, number, quality) : quality;
            bits = before;
        }

        return Quality(definition, value, quality);
    }

    /// <summary>Keeps a value that is no finite number from being stored: the value before stays.</summary>
    internal static void KeepFinite(PropertyDefinition definition, ref long bits, long before)
    {
        if ((definition.ValueType == typeof(double) || definition.ValueType == typeof(float)) && !double.IsFinite(BitConverter.Int64BitsToDouble(bits)))
            bits = before;
    }

    internal static Quality Number(PropertyDefinition definition, double value, Quality quality)
    {
        if (!double.IsFinite(value) && quality != DigitalTwin.Sdk.Quality.NoData)
            return quality.WorstWith(DigitalTwin.Sdk.Quality.Bad | DigitalTwin.Sdk.Quality.ConversionError);
        if (definition.HasPhysicalRange && !definition.PhysicalRange.GetValueOrDefault().Contains(value) && quality != DigitalTwin.Sdk.Quality.NoData)
            return quality.WorstWith(DigitalTwin.Sdk.Quality.Bad | DigitalTwin.Sdk.Quality.OutOfRange);
        return quality;
    }
}
