using Microsoft.Extensions.Options;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Holds the configured options against their ranges when the host starts, and reports every failure at once.</summary>
internal sealed class DigitalTwinOptionsValidator : IValidateOptions<DigitalTwinOptions>
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, DigitalTwinOptions options)
    {
        var problems = new List<string>();
        Require(options.Lanes is >= 1 and <= 256, nameof(options.Lanes), "1 to 256", options.Lanes);
        Require(options.Workers is >= 1 and <= 256, nameof(options.Workers), "1 to 256", options.Workers);
        Require(options.QueueCapacity is >= 16 and <= 1 << 20, nameof(options.QueueCapacity), "16 to 1048576", options.QueueCapacity);
        RequireTime(options.TickPeriod, LongestTick, nameof(options.TickPeriod));
        RequireTime(options.DrainLimit, LongestDrain, nameof(options.DrainLimit));
        Require(options.MaxAhead >= TimeSpan.Zero && options.MaxAhead <= Day, nameof(options.MaxAhead), $"zero to {Day}", options.MaxAhead);
        RequireTime(options.MaxDelay, Day, nameof(options.MaxDelay));
        RequireTime(options.EntanglementWindow, Day, nameof(options.EntanglementWindow));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void RequireTime(TimeSpan time, TimeSpan longest, string option) =>
            Require(time > TimeSpan.Zero && time <= longest, option, $"above zero and at most {longest} (a bare number means days)", time);

        void Require(bool holds, string option, string range, object value)
        {
            if (!holds)
                problems.Add(FormattableString.Invariant($"DigitalTwin:{option} must be {range}, not {value}."));
        }
    }
}
