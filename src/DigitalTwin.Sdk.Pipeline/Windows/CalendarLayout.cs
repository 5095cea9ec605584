using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Days, weeks, months, quarters or years of a place.</summary>
internal sealed record CalendarLayout(CalendarPeriod Period, TimeZoneInfo Zone, DayOfWeek FirstDay) : WindowLayout
{
    internal override (long From, long To) At(long ticks)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), Zone).Date;
        var first = Period switch
        {
            CalendarPeriod.Day => local,
            CalendarPeriod.Week => local.AddDays(-(((int)local.DayOfWeek - (int)FirstDay + 7) % 7)),
            CalendarPeriod.Month => new DateTime(local.Year, local.Month, 1),
            CalendarPeriod.Quarter => new DateTime(local.Year, local.Month - ((local.Month - 1) % 3), 1),
            _ => new DateTime(local.Year, 1, 1),
        };
        var next = Period switch
        {
            CalendarPeriod.Day => first.AddDays(1),
            CalendarPeriod.Week => first.AddDays(7),
            CalendarPeriod.Month => first.AddMonths(1),
            CalendarPeriod.Quarter => first.AddMonths(3),
            _ => first.AddYears(1),
        };
        return (FirstMoment(first), FirstMoment(next));
    }

    internal override (long First, long Last) Limits => (new DateTime(3, 1, 1).Ticks, new DateTime(9997, 1, 1).Ticks);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("windows", "calendar");
        json.WriteString("period", Period.ToString());
        json.WriteString("timeZone", Zone.Id);
        if (FirstDay != DayOfWeek.Monday)
            json.WriteString("firstDay", FirstDay.ToString());
    }

    // Midnight, the first one if there are two, or when the clocks were set past it: by an hour, or, where the date line was moved, by a day.
    private long FirstMoment(DateTime local)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        var moment = local.Ticks - offset.Ticks;
        if (LocalTicks(moment) == local.Ticks && LocalTicks(moment - 1) < local.Ticks)
            return moment;

        // Clocks are never further than this from UTC.
        var (before, after) = (local.Ticks - (15 * TimeSpan.TicksPerHour), local.Ticks + (15 * TimeSpan.TicksPerHour));
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (LocalTicks(middle) < local.Ticks)
                before = middle;
            else
                after = middle;
        }

        return after;
    }

    private long LocalTicks(long ticks) => ticks + Zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks;
}
