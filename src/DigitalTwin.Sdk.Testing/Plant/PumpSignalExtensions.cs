using System.Collections.Immutable;

namespace DigitalTwin.Sdk.Testing;

/// <summary>Unit and name of each <see cref="PumpSignal"/>.</summary>
public static class PumpSignalExtensions
{
    private static readonly ImmutableArray<(string Name, UnitOfMeasure Unit)> Table =
    [
        ("flow", Units.CubicMetrePerHour),
        ("head", Units.Metre),
        ("suction-pressure", Units.Bar),
        ("discharge-pressure", Units.Bar),
        ("speed", Units.RevolutionPerMinute),
        ("power", Units.Kilowatt),
        ("current", Units.Ampere),
        ("voltage", Units.Volt),
        ("bearing-temperature", Units.DegreeCelsius),
        ("winding-temperature", Units.DegreeCelsius),
        ("vibration-velocity", Units.MillimetrePerSecond),
        ("vibration-acceleration", Units.StandardGravity),
    ];

    /// <summary>Members of a <see cref="PumpSignal"/>.</summary>
    /// <param name="signal">The signal asked about.</param>
    extension(PumpSignal signal)
    {
        /// <summary>The unit of its samples.</summary>
        public UnitOfMeasure Unit => Table[(int)signal].Unit;

        /// <summary>Its name in lower case with hyphens, fit for a topic or a property: <c>suction-pressure</c>.</summary>
        public string Name => Table[(int)signal].Name;
    }

    internal static int Count => Table.Length;
}
