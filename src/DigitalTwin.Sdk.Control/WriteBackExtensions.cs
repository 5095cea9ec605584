using System.Runtime.CompilerServices;
using DigitalTwin.Sdk.Control;

namespace DigitalTwin.Sdk;

/// <summary>Adds guarded write-back to a runtime.</summary>
public static class WriteBackExtensions
{
    // Which set-points a builder writes back already; forgotten with the builder.
    private static readonly ConditionalWeakTable<TwinRuntimeBuilder, HashSet<Property>> Written = [];

    /// <summary>Writes a signal back to the plant through a guard. What the guard does not let pass is recorded and not sent.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="setpoint">The set-point; a connector must write it, and its reported value must be known for anything to be sent.</param>
    /// <param name="from">What it ought to be, in the set-point's unit.</param>
    /// <param name="guard">Says what must hold; limits, rate and freshness are required, or the runtime does not start.</param>
    /// <returns>Status, journal, mode and manual requests.</returns>
    public static WriteBack WriteBack(this TwinRuntimeBuilder builder, Setpoint<double> setpoint, Signal<double> from, Action<WriteGuard> guard)
    {
        ArgumentNullException.ThrowIfNull(from);
        return Add(builder, setpoint, from, guard);
    }

    /// <summary>Lets people and programs write a set-point through a guard, by <see cref="Control.WriteBack.RequestAsync"/> only.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="setpoint">The set-point; a connector must write it, and its reported value must be known for anything to be sent.</param>
    /// <param name="guard">Says what must hold; limits, rate and freshness are required, or the runtime does not start.</param>
    /// <returns>Status, journal, mode and manual requests.</returns>
    public static WriteBack WriteBack(this TwinRuntimeBuilder builder, Setpoint<double> setpoint, Action<WriteGuard> guard) =>
        Add(builder, setpoint, null, guard);

    private static WriteBack Add(TwinRuntimeBuilder builder, Setpoint<double> setpoint, Signal<double>? from, Action<WriteGuard> guard)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(guard);
        var rules = new WriteGuard(setpoint.ToString());
        guard(rules);
        var settings = rules.Plan.Build(setpoint, builder.AddProblem);
        if (!Written.GetOrCreateValue(builder).Add(setpoint))
            builder.AddProblem($"'{setpoint}' is written back twice; a set-point has one writer.");
        var loop = new WriteLoop(builder, setpoint, from, settings);
        builder.AddComponent(loop);
        return new WriteBack(loop);
    }
}
