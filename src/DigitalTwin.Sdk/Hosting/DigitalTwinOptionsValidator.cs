using Microsoft.Extensions.Options;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Holds the configured options against their ranges when the host starts, and reports every failure at once.</summary>
internal sealed class DigitalTwinOptionsValidator : IValidateOptions<DigitalTwinOptions>
{
    public ValidateOptionsResult Validate(string? name, DigitalTwinOptions options)
    {
        var problems = new List<string>();
        Require(options.Lanes is >= 1 and <= 256, nameof(options.Lanes), "1 to 256", options.Lanes);
        Require(options.Workers is >= 1 and <= 256, nameof(options.Workers), "1 to 256", options.Workers);
        Require(options.QueueCapacity >= 16, nameof(options.QueueCapacity), "at least 16", options.QueueCapacity);
        Require(options.TickPeriod > TimeSpan.Zero, nameof(options.TickPeriod), "above zero", options.TickPeriod);
        Require(options.DrainLimit > TimeSpan.Zero, nameof(options.DrainLimit), "above zero", options.DrainLimit);
        Require(options.MaxDelay > TimeSpan.Zero, nameof(options.MaxDelay), "above zero", options.MaxDelay);
        Require(options.EntanglementWindow > TimeSpan.Zero, nameof(options.EntanglementWindow), "above zero", options.EntanglementWindow);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Require(bool holds, string option, string range, object value)
        {
            if (!holds)
                problems.Add(FormattableString.Invariant($"DigitalTwin:{option} must be {range}, not {value}."));
        }
    }
}
