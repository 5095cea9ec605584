using DigitalTwin.Sdk;
using DigitalTwin.Sdk.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts a digital twin into a host.</summary>
public static class DigitalTwinServiceCollectionExtensions
{
    /// <summary>The configuration section that is bound to <see cref="DigitalTwinOptions"/>.</summary>
    public const string ConfigurationSection = "DigitalTwin";

    /// <summary>Adds a twin that runs as long as the host does. May be called more than once: all calls compose the same twin.</summary>
    /// <remarks>
    /// The clock, the logger factory and the meter factory are taken from the container when they are there. The options are bound to the
    /// section <c>DigitalTwin</c> and checked when the host starts; an unknown name there is refused. Take <see cref="TwinHost"/> or <see cref="TwinGraph"/> from the container to reach the twin.
    /// </remarks>
    /// <param name="services">The container.</param>
    /// <param name="compose">Composes the twin; runs when the host starts.</param>
    public static IServiceCollection AddDigitalTwin(this IServiceCollection services, Action<TwinRuntimeBuilder> compose)
    {
        ArgumentNullException.ThrowIfNull(compose);
        return services.AddDigitalTwin((_, builder) => compose(builder));
    }

    /// <summary>Adds a twin that runs as long as the host does, composed with the help of other services.</summary>
    /// <param name="services">The container.</param>
    /// <param name="compose">Composes the twin; runs when the host starts.</param>
    public static IServiceCollection AddDigitalTwin(this IServiceCollection services, Action<IServiceProvider, TwinRuntimeBuilder> compose)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(compose);
        services.AddSingleton(new TwinComposition(compose));
        if (services.Any(s => s.ServiceType == typeof(TwinHost)))
            return services;
        services.AddOptions<DigitalTwinOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<DigitalTwinOptions>, ConfigureFromSection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DigitalTwinOptions>, DigitalTwinOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new TwinGraph(new TwinGraphOptions
        {
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            Lanes = provider.GetRequiredService<IOptions<DigitalTwinOptions>>().Value.Lanes,
        }));
        services.AddSingleton(provider => new TwinHost(
            provider,
            provider.GetServices<TwinComposition>(),
            provider.GetRequiredService<IOptions<DigitalTwinOptions>>(),
            provider.GetRequiredService<TwinGraph>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TwinHost>());
        return services;
    }

    /// <summary>Adds a health check named <c>digital-twin</c>: Unhealthy if the twin does not run, has failed, or a connector has a permanent fault; Degraded if a link is down, a twin is out of step, or the machine's clock was set back.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="tags">Tags to filter by; null for none.</param>
    public static IHealthChecksBuilder AddDigitalTwin(this IHealthChecksBuilder builder, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new Diagnostics.HealthChecks.HealthCheckRegistration(
            "digital-twin",
            provider => new TwinHealthCheck(provider.GetRequiredService<TwinHost>()),
            failureStatus: null,
            tags));
    }

    private sealed class ConfigureFromSection(IServiceProvider services) : IConfigureOptions<DigitalTwinOptions>
    {
        public void Configure(DigitalTwinOptions options)
        {
            if (services.GetService<IConfiguration>()?.GetSection(ConfigurationSection) is not { } section)
                return;
            if (section.Value is { Length: > 0 } text)
                throw new OptionsValidationException(Options.Options.DefaultName, typeof(DigitalTwinOptions), [$"{ConfigurationSection} must be a section with options, not '{text}'."]);

            // A name with a slip of the pen, or a value left out, would leave its option at the default without a word.
            List<string> problems = [.. ConfigurationKeys.Problems(section)];
            if (problems.Count > 0)
                throw new OptionsValidationException(Options.Options.DefaultName, typeof(DigitalTwinOptions), problems);
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
    }
}
