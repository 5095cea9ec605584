using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>When a sample is late, and when two values are the same (semantics S9, S13).</summary>
internal static class LateRule
{
    /// <summary>Judges a sample that is not newer than the current value.</summary>
    /// <returns><see cref="ReportOutcome.None"/> if it may replace the current value all the same.</returns>
    internal static ReportOutcome Judge(PropertyDefinition definition, in Cell current, in Cell next, bool sameReference, ChangeCause cause)
    {
        if (next.Ticks == current.Ticks)
        {
            // A host or an estimator may correct the value of this very moment; a sensor that says two things about it is late.
            if (cause != ChangeCause.Sensor)
                return ReportOutcome.None;
            if (next.Bits == current.Bits && sameReference && next.Quality.Level == current.Quality.Level)
                return ReportOutcome.Duplicate;
        }

        return definition.LatePolicy switch
        {
            LatePolicy.Overwrite => ReportOutcome.None,
            LatePolicy.Reject => ReportOutcome.Rejected,
            _ => ReportOutcome.Late,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool SameValue(PropertyDefinition definition, long before, long after)
    {
        if (before == after)
            return true;
        return definition.Tolerance > 0
            && Math.Abs(ValueSlot.Number(definition.ValueType, before) - ValueSlot.Number(definition.ValueType, after)) <= definition.Tolerance;
    }
}
