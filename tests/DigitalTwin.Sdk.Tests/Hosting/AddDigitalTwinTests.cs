using DigitalTwin.Sdk.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Tests.Hosting;

public sealed class AddDigitalTwinTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_host_starts_and_stops_the_twin_with_the_containers_clock()
    {
        var clock = new FakeTimeProvider(Start);
        using var host = Host(
            services => services.AddSingleton<TimeProvider>(clock).AddDigitalTwin(twin => twin.Clean(twin.Graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour), raw => raw)),
            new() { ["DigitalTwin:Workers"] = "1", ["DigitalTwin:TickPeriod"] = "00:00:00.5" });

        await host.StartAsync();
        var twin = host.Services.GetRequiredService<TwinHost>();
        var runtime = await twin.GetRuntimeAsync();
        var flow = runtime.Graph["pump"].Property<double>("flow");
        await runtime.PostAsync(flow, Sample.Good(3.0, Start));
        await host.StopAsync();

        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Start.AddHours(1), runtime.TimeProvider.GetUtcNow());
        Assert.Equal(3.0, flow.Read().Value);
        Assert.True(runtime.Completion.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(0.5), host.Services.GetRequiredService<IOptions<DigitalTwinOptions>>().Value.TickPeriod);
    }

    [Fact]
    public async Task Adding_twice_composes_one_twin()
    {
        using var host = Host(services => services
            .AddDigitalTwin(twin => twin.Graph.Add("a"))
            .AddDigitalTwin((provider, twin) => twin.Graph.Add(provider.GetRequiredService<IHostEnvironment>().ApplicationName + "-b")));

        await host.StartAsync();

        Assert.Equal(2, host.Services.GetRequiredService<TwinGraph>().Count);
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<TwinHost>());
        await host.StopAsync();
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_host_from_starting_and_all_are_told()
    {
        using var host = Host(
            services => services.AddDigitalTwin(_ => { }),
            new() { ["DigitalTwin:Workers"] = "0", ["DigitalTwin:QueueCapacity"] = "1", ["DigitalTwin:MaxDelay"] = "-00:00:01" });

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Equal(3, error.Failures.Count());
        Assert.All(["Workers", "QueueCapacity", "MaxDelay"], name => Assert.Contains($"DigitalTwin:{name}", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DigitalTwin:TickPeriod", "1", "TickPeriod")]
    [InlineData("DigitalTwin:DrainLimit", "60.00:00:00", "DrainLimit")]
    [InlineData("DigitalTwin:MaxAhead", "2.00:00:00", "MaxAhead")]
    [InlineData("DigitalTwin:QueueCapacity", "2147483647", "QueueCapacity")]
    [InlineData("DigitalTwin:TickPeriod", "fast", "TickPeriod")]
    [InlineData("DigitalTwin:Worker", "4", "DigitalTwin:Worker is unknown; did you mean Workers?")]
    [InlineData("DigitalTwin:tickperiode", "00:00:01", "did you mean TickPeriod?")]
    [InlineData("DigitalTwin:Workers", "", "DigitalTwin:Workers is empty")]
    [InlineData("DigitalTwin:Workers:0", "4", "DigitalTwin:Workers must be one value")]
    [InlineData("DigitalTwin:0", "4", "DigitalTwin:0 is unknown")]
    [InlineData("DigitalTwin", "x", "'x'")]
    public async Task Configuration_that_says_something_else_than_was_meant_stops_the_host(string key, string value, string expected)
    {
        using var host = Host(services => services.AddDigitalTwin(_ => { }), new() { [key] = value });

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_twin_is_started_once()
    {
        using var host = Host(services => services.AddDigitalTwin(_ => { }));
        await host.StartAsync();
        var twin = host.Services.GetRequiredService<TwinHost>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => twin.StartAsync(CancellationToken.None));

        await host.StopAsync();
    }

    [Fact]
    public async Task Whoever_waits_for_a_twin_that_is_never_started_learns_it()
    {
        var host = Host(services => services.AddDigitalTwin(_ => { }));
        var waiting = host.Services.GetRequiredService<TwinHost>().GetRuntimeAsync();

        await ((IAsyncDisposable)host).DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public async Task Wrong_wiring_stops_the_host_and_whoever_waits_learns_why()
    {
        using var host = Host(services => services.AddDigitalTwin(twin => twin.AddProblem("'pump/flow' is not connected.")));

        await Assert.ThrowsAsync<TwinConfigurationException>(() => host.StartAsync());

        await Assert.ThrowsAsync<TwinConfigurationException>(() => host.Services.GetRequiredService<TwinHost>().GetRuntimeAsync());
    }

    [Fact]
    public async Task Health_says_why_there_is_no_running_twin()
    {
        using var host = Host(services =>
        {
            services.AddDigitalTwin(twin => twin.AddProblem("'pump/flow' is not connected."));
            services.AddHealthChecks().AddDigitalTwin();
        });
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Contains("the host has not started it yet", await Description(), StringComparison.Ordinal);

        await Assert.ThrowsAsync<TwinConfigurationException>(() => host.StartAsync());

        Assert.Contains("starting failed", await Description(), StringComparison.Ordinal);
        Assert.Contains("'pump/flow' is not connected.", await Description(), StringComparison.Ordinal);

        async Task<string> Description() => (await checks.CheckHealthAsync()).Entries["digital-twin"].Description!;
    }

    [Fact]
    public async Task Health_is_degraded_while_the_twins_time_runs_ahead_of_the_machines()
    {
        var clock = new SetBackClock();
        using var host = Host(services =>
        {
            services.AddSingleton<TimeProvider>(clock).AddDigitalTwin(twin => twin.Graph.Add("pump"));
            services.AddHealthChecks().AddDigitalTwin();
        });
        await host.StartAsync();
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var runtime = host.Services.GetRequiredService<TwinHost>().Runtime!;
        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);

        clock.Offset = TimeSpan.FromMinutes(-1);
        _ = runtime.TimeProvider.GetUtcNow();
        var entry = (await checks.CheckHealthAsync()).Entries["digital-twin"];

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("60.0 s ahead of the machine's clock", entry.Description, StringComparison.Ordinal);
        Assert.Contains("in about 00:16:00", entry.Description, StringComparison.Ordinal);
        Assert.Equal(60.0, entry.Data["clockLeadSeconds"]);
        await host.StopAsync();
    }

    [Fact]
    public async Task Health_follows_the_connectors()
    {
        var connector = new StubConnector();
        using var host = Host(services =>
        {
            services.AddDigitalTwin(twin =>
            {
                connector.Property = twin.Graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
                twin.AddConnector(connector);
            });
            services.AddHealthChecks().AddDigitalTwin();
        });
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await checks.CheckHealthAsync()).Status);
        await host.StartAsync();

        Assert.Equal(HealthStatus.Healthy, await After(ConnectorState.Connected, "", checks));
        Assert.Equal(HealthStatus.Degraded, await After(ConnectorState.Reconnecting, "cable", checks));
        Assert.Equal(HealthStatus.Unhealthy, await After(ConnectorState.Faulted, "password refused", checks));
        connector.Host!.ReportCounters(() => new ConnectorCounters(Messages: 1200, BadPayloads: 3, Dropped: 2, Reconnects: 1));
        var report = await checks.CheckHealthAsync();
        Assert.Equal("Faulted; messages 1200, bad payloads 3, dropped 2, reconnects 1", report.Entries["digital-twin"].Data["connector:stub"]);
        Assert.Contains("password refused", report.Entries["digital-twin"].Description, StringComparison.Ordinal);
        await host.StopAsync();
        Assert.Equal(HealthStatus.Unhealthy, (await checks.CheckHealthAsync()).Status);

        async Task<HealthStatus> After(ConnectorState state, string reason, HealthCheckService service)
        {
            connector.Host!.ReportState(state, reason);
            await host.Services.GetRequiredService<TwinHost>().Runtime!.DrainAsync();
            return (await service.CheckHealthAsync()).Status;
        }
    }

    [Fact]
    public async Task A_twin_of_which_nothing_says_how_often_it_speaks_is_not_called_in_step()
    {
        var (silent, steady) = (new StubConnector(), new StubConnector { Name = "steady", Period = TimeSpan.FromSeconds(1) });
        var clock = new FakeTimeProvider(Start);
        using var host = Host(services =>
        {
            services.AddSingleton<TimeProvider>(clock).AddDigitalTwin(twin =>
            {
                silent.Property = twin.Graph.Add("pump-1").AddProperty("flow", Units.CubicMetrePerHour);
                steady.Property = twin.Graph.Add("pump-2").AddProperty("flow", Units.CubicMetrePerHour);
                twin.Graph.Add("site");
                twin.AddConnector(silent).AddConnector(steady);
            });
            services.AddHealthChecks().AddDigitalTwin();
        });
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        await host.StartAsync();
        var runtime = host.Services.GetRequiredService<TwinHost>().Runtime!;

        foreach (var connector in new[] { silent, steady })
            connector.Host!.ReportState(ConnectorState.Connected, "");
        for (var i = 0; i < 30; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var connector in new[] { silent, steady })
                await runtime.PostAsync(connector.Property, Sample.Good(250.0 + i, clock.GetUtcNow()));
            await runtime.AdvanceAsync(clock.GetUtcNow());
        }

        var entry = (await checks.CheckHealthAsync()).Entries["digital-twin"];
        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.StartsWith("1 of 2 twins in step; twin 'pump-1' is Bound: flow: no expected period", entry.Description, StringComparison.Ordinal);
        Assert.StartsWith("Bound; flow: no expected period", (string)entry.Data["twin:pump-1"], StringComparison.Ordinal);
        Assert.Equal(1, entry.Data["twinsInStep"]);
        Assert.DoesNotContain("twin:pump-2", entry.Data.Keys);
        await host.StopAsync();
    }

    private static IHost Host(Action<IServiceCollection> configure, Dictionary<string, string?>? settings = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "tests" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class SetBackClock : TimeProvider
    {
        private readonly FakeTimeProvider _timer = new(Start);

        internal TimeSpan Offset { get; set; }

        public override long TimestampFrequency => _timer.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _timer.GetUtcNow() + Offset;

        public override long GetTimestamp() => _timer.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class StubConnector : IConnector
    {
        public string Name { get; init; } = "stub";

        internal TimeSpan? Period { get; init; }

        public IReadOnlyCollection<ConnectorBinding> Bindings => [new(Property, ConnectorAccess.Read, "t", Period)];

        internal Property<double> Property { get; set; }

        internal IConnectorHost? Host { get; private set; }

        public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
        {
            Host = host;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
