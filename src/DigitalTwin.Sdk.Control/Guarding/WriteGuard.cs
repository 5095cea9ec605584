namespace DigitalTwin.Sdk.Control;

/// <summary>
/// What must hold before anything reaches the plant through one set-point: limits, rate of change, freshness of the inputs, interlocks, and what to
/// do otherwise. Limits, rate and freshness are required; a write-back without them does not start. Not thread-safe.
/// </summary>
/// <remarks>Numbers are in the set-point's unit, times in lane time. The model's physical and operating range of the set-point always apply too.</remarks>
public sealed class WriteGuard
{
    private readonly GuardPlan _plan = new();

    // What an error message begins with, so that of many guards the one that is wrong can be told.
    private readonly string _of;

    internal WriteGuard(string setpoint = "") => _of = setpoint.Length == 0 ? "" : $"The guard of '{setpoint}': ";

    internal GuardPlan Plan => _plan;

    /// <summary>Refuses requests outside a range, and never sends a value outside it.</summary>
    /// <param name="min">Lowest value allowed; finite.</param>
    /// <param name="max">Highest value allowed; finite, not below <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">A bound is not finite, or they are the wrong way round.</exception>
    public WriteGuard Within(double min, double max)
    {
        _plan.Ranges.Add(("within", Range(min, max)));
        return this;
    }

    /// <summary>Brings requests outside a range to its nearer bound instead of refusing them. A request that is no number is refused all the same.</summary>
    /// <param name="min">Lowest value allowed; finite.</param>
    /// <param name="max">Highest value allowed; finite, not below <paramref name="min"/>.</param>
    /// <exception cref="ArgumentException">A bound is not finite, or they are the wrong way round.</exception>
    public WriteGuard ClampTo(double min, double max)
    {
        _plan.Ranges.Add(("clamp", Range(min, max)));
        return this;
    }

    /// <summary>Limits the rate of change. A larger change becomes a ramp of steps, one every <paramref name="per"/> or every second, whichever is shorter. Of several limits the strictest holds.</summary>
    /// <param name="change">Greatest change in one <paramref name="per"/>; finite and above zero.</param>
    /// <param name="per">The time it is allowed in; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public WriteGuard SlewAtMost(double change, TimeSpan per)
    {
        if (!(change > 0) || double.IsPositiveInfinity(change))
            throw OutOfRange(nameof(change), change, "The change must be finite and above zero.");
        CheckAboveZero(per, nameof(per));
        _plan.SlewPerTick = Math.Min(_plan.SlewPerTick ?? double.PositiveInfinity, change / per.Ticks);
        _plan.StepTicks = Math.Min(_plan.StepTicks, per.Ticks);
        return this;
    }

    /// <summary>Opts out of a rate limit: every value goes out in one step. Only for equipment that limits the rate itself.</summary>
    /// <param name="because">Why that is safe; kept for review.</param>
    public WriteGuard WithoutSlewLimit(string because)
    {
        CheckText(because, nameof(because));
        _plan.IsWithoutSlewLimit = true;
        return this;
    }

    /// <summary>Refuses while one of the properties that the decision rests on is not Good, or its sample is too old. Uncertain is not Good.</summary>
    /// <param name="maxAge">Greatest age of each sample's event time; above zero. Also the age limit of the requesting signal and of interlocks without their own.</param>
    /// <param name="properties">Numeric properties; at least one.</param>
    /// <exception cref="ArgumentException">A property is not numeric, or there is none.</exception>
    public WriteGuard RequireGood(TimeSpan maxAge, params ReadOnlySpan<Property> properties)
    {
        CheckAboveZero(maxAge, nameof(maxAge));
        if (properties.IsEmpty)
            throw new ArgumentException($"{_of}Name at least one property, or say {nameof(WithoutInputCheck)}.", nameof(properties));
        foreach (var property in properties)
        {
            try
            {
                _ = property.ReadNumber();
            }
            catch (InvalidOperationException e)
            {
                throw new ArgumentException($"{_of}'{property}' cannot be required to be Good: {e.Message}", nameof(properties), e);
            }

            _plan.Inputs.Add(new InputRule(property, maxAge));
        }

        _plan.InputMaxAge = _plan.InputMaxAge is { } age && age < maxAge ? age : maxAge;
        return this;
    }

    /// <summary>Opts out of checking inputs. Only where the request rests on nothing measured, such as a time table.</summary>
    /// <param name="because">Why that is safe; kept for review.</param>
    public WriteGuard WithoutInputCheck(string because)
    {
        CheckText(because, nameof(because));
        _plan.IsWithoutInputs = true;
        return this;
    }

    /// <summary>Refuses while a condition does not hold. Unknown, stale, not Good, or a condition that throws: refused too.</summary>
    /// <typeparam name="T">Type of the property's values.</typeparam>
    /// <param name="name">What the condition says, for instance "suction valve open".</param>
    /// <param name="property">The property it looks at.</param>
    /// <param name="isMet">Whether it holds; a pure function, runs in the lane.</param>
    /// <param name="maxAge">Greatest age of the sample; null for the one given to <see cref="RequireGood"/>.</param>
    public WriteGuard Interlock<T>(string name, Property<T> property, Func<Sample<T>, bool> isMet, TimeSpan? maxAge = null)
    {
        CheckText(name, nameof(name));
        ArgumentNullException.ThrowIfNull(isMet);
        if (maxAge is { } age)
            CheckAboveZero(age, nameof(maxAge));
        _plan.Watched.Add(property);
        _plan.Interlocks.Add(common => new InterlockRule<T>(name, property, maxAge ?? common, isMet));
        return this;
    }

    /// <summary>Refuses a new value until some time has passed since the last one was accepted. Steps, retries and the fallback are exempt.</summary>
    /// <param name="dwell">The time; above zero. Default of a guard: none.</param>
    public WriteGuard DwellAtLeast(TimeSpan dwell)
    {
        CheckAboveZero(dwell, nameof(dwell));
        _plan.Dwell = dwell;
        return this;
    }

    /// <summary>What to do while the guard is not satisfied.</summary>
    /// <param name="fallback">Default of a guard: <see cref="Fallback.HoldLastAccepted"/>.</param>
    public WriteGuard Otherwise(Fallback fallback)
    {
        ArgumentNullException.ThrowIfNull(fallback);
        _plan.Fallback = fallback;
        return this;
    }

    /// <summary>Refuses automatic requests whose own sample is too old.</summary>
    /// <param name="maxAge">Greatest age; above zero. Default of a guard: that of <see cref="RequireGood"/>, or 30 seconds without it.</param>
    public WriteGuard RequestNoOlderThan(TimeSpan maxAge)
    {
        CheckAboveZero(maxAge, nameof(maxAge));
        _plan.RequestMaxAge = maxAge;
        return this;
    }

    /// <summary>By which property and how closely a write is verified.</summary>
    /// <param name="feedback">Reports what the plant does, in the set-point's unit. Default of a guard: the set-point's own reported side.</param>
    /// <param name="tolerance">
    /// Greatest difference that counts as followed, overshoot included; finite, not below zero, less than the width of the limits. A change no greater than this
    /// counts as followed also by a plant that does not move. Default of a guard: 0.5 % of the width of the limits.
    /// </param>
    /// <param name="within">Time allowed from a write to a newer report that shows it; above zero. Default of a guard: 10 seconds.</param>
    public WriteGuard VerifyBy(Property<double> feedback, double tolerance, TimeSpan within)
    {
        if (!(tolerance >= 0) || double.IsPositiveInfinity(tolerance))
            throw OutOfRange(nameof(tolerance), tolerance, "The tolerance must be finite and not below zero.");
        CheckAboveZero(within, nameof(within));
        _plan.Feedback = feedback;
        _plan.VerifyTolerance = tolerance;
        _plan.VerifyWithin = within;
        return this;
    }

    /// <summary>Refuses while the plant's report of the set-point is too old to say where the plant stands: somebody may have moved it since.</summary>
    /// <param name="maxAge">Greatest age; above zero. Default of a guard: that of <see cref="RequireGood"/>, or 30 seconds without it.</param>
    public WriteGuard ReportNoOlderThan(TimeSpan maxAge)
    {
        CheckAboveZero(maxAge, nameof(maxAge));
        _plan.FeedbackMaxAge = maxAge;
        return this;
    }

    /// <summary>Opts out of an age limit for the plant's report of the set-point. Only for a plant that reports it whenever it changes and over a link whose loss is noticed.</summary>
    /// <param name="because">Why that is safe; kept for review.</param>
    public WriteGuard ReportedOnChange(string because)
    {
        CheckText(because, nameof(because));
        _plan.IsReportedOnChange = true;
        return this;
    }

    /// <summary>How failed attempts are repeated before the alarm is raised. They count in a row, also across automatic commands that replace each other.</summary>
    /// <param name="times">Attempts after the first, 0 to 20. Default of a guard: 3.</param>
    /// <param name="backOff">Pause before the first of them; doubles each time, up to a minute; above zero. Default of a guard: 1 second.</param>
    public WriteGuard Retry(int times, TimeSpan backOff)
    {
        if (times is < 0 or > 20)
            throw OutOfRange(nameof(times), times, "The repetitions must be 0 to 20.");
        CheckAboveZero(backOff, nameof(backOff));
        _plan.Retries = times;
        _plan.BackOff = backOff;
        return this;
    }

    /// <summary>How long the connector may take to answer one write before it counts as failed.</summary>
    /// <param name="limit">Lane time; above zero. Default of a guard: 10 seconds.</param>
    public WriteGuard AnswerWithin(TimeSpan limit)
    {
        CheckAboveZero(limit, nameof(limit));
        _plan.AnswerWithin = limit;
        return this;
    }

    /// <summary>How long, beyond the time its ramp takes, a command may wait to be sent before it lapses. That starts anew with every step the plant was seen to take, for an automatic command also with every sample that repeats it; not for one whose caller said when it lapses.</summary>
    /// <param name="time">Lane time; above zero. Default of a guard: 30 seconds.</param>
    public WriteGuard ExpireAfter(TimeSpan time)
    {
        CheckAboveZero(time, nameof(time));
        _plan.ExpireAfter = time;
        return this;
    }

    /// <summary>The mode in which the write-back starts.</summary>
    /// <param name="mode">Default of a guard: <see cref="WriteBackMode.Closed"/>.</param>
    public WriteGuard StartIn(WriteBackMode mode)
    {
        if (!Enum.IsDefined(mode))
            throw OutOfRange(nameof(mode), mode, "Unknown mode.");
        _plan.StartMode = mode;
        return this;
    }

    /// <summary>How many records the journal keeps in memory.</summary>
    /// <param name="records">1 to 1,000,000. Default of a guard: 4,096. The oldest are dropped and counted.</param>
    public WriteGuard KeepRecords(int records)
    {
        if (records is < 1 or > 1_000_000)
            throw OutOfRange(nameof(records), records, "The records must be 1 to 1,000,000.");
        _plan.JournalCapacity = records;
        return this;
    }

    private ValueRange Range(double min, double max)
    {
        if (!double.IsFinite(min) || !double.IsFinite(max))
            throw new ArgumentException(FormattableString.Invariant($"{_of}Limits must be finite, not {min} and {max}."));
        if (min > max)
            throw new ArgumentException(FormattableString.Invariant($"{_of}Limits are the lower first, not {min} and {max}."));
        return new ValueRange(min, max);
    }

    private void CheckAboveZero(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero)
            throw OutOfRange(name, value, "The time must be above zero.");
    }

    private void CheckText(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw value is null ? new ArgumentNullException(name, $"{_of}A text is needed.") : new ArgumentException($"{_of}A text is needed.", name);
    }

    private ArgumentOutOfRangeException OutOfRange(string name, object value, string message) => new(name, value, _of + message);
}
