using System.Buffers.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Reads the times that sources write: ISO 8601 text, or a number counted from 1970.</summary>
internal static class TimeText
{
    private const long UnixEpochTicks = 621_355_968_000_000_000;

    /// <summary>ISO 8601 date and time with optional fraction and offset; without an offset it is UTC. <c>2026-01-31T12:00:00.5Z</c>.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out long utcTicks)
    {
        utcTicks = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second))
        {
            return false;
        }

        // A leap second (60) is the first moment of the next minute.
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;
        var rest = text[19..];
        var fraction = Fraction(ref rest);
        if (!Offset(rest, out var offset))
            return false;
        var ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + (second * TimeSpan.TicksPerSecond) + fraction - offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        utcTicks = ticks;
        return true;
    }

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size: each holds for 1973 to 5138 read as the next finer unit's.</summary>
    internal static bool TryFromNumber(ReadOnlySpan<byte> text, out long utcTicks)
    {
        utcTicks = 0;
        if (!Utf8Parser.TryParse(text, out double number, out var used) || used != text.Length || !double.IsFinite(number) || number < 0)
            return false;
        if (Utf8Parser.TryParse(text, out long whole, out used) && used == text.Length && whole >= 100_000_000_000)
        {
            utcTicks = UnixEpochTicks + whole switch
            {
                < 100_000_000_000_000 => whole * TimeSpan.TicksPerMillisecond,
                < 100_000_000_000_000_000 => whole * 10,
                _ => whole / 100,
            };
            return true;
        }

        if (number >= 1e14)
            return false;
        utcTicks = UnixEpochTicks + (number < 1e11 ? (long)(number * TimeSpan.TicksPerSecond) : (long)(number * TimeSpan.TicksPerMillisecond));
        return utcTicks <= DateTime.MaxValue.Ticks;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }

    private static long Fraction(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2 || rest[0] is not ((byte)'.' or (byte)','))
            return 0;
        long ticks = 0;
        var scale = TimeSpan.TicksPerSecond / 10;
        var i = 1;
        for (; i < rest.Length && rest[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            ticks += (rest[i] - '0') * scale;
            scale /= 10;
        }

        rest = rest[i..];
        return ticks;
    }

    private static bool Offset(ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest.Length == 0 || (rest.Length == 1 && rest[0] is (byte)'Z' or (byte)'z'))
            return true;
        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length < 3 || !Digits(rest[1..3], out var hours))
            return false;
        var minutes = 0;
        var tail = rest[3..];
        if (tail.Length > 0 && !Digits(tail[0] == ':' ? tail[1..] : tail, out minutes))
            return false;
        if (tail.Length is not (0 or 2 or 3) || hours > 14 || minutes > 59)
            return false;
        ticks = ((hours * 60L) + minutes) * TimeSpan.TicksPerMinute * (rest[0] == '-' ? -1 : 1);
        return true;
    }
}
