using FsCheck.Xunit;
using static DigitalTwin.Sdk.Testing.PumpSignal;

namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class PumpPlantTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly PumpSignal[] Signals = Enum.GetValues<PumpSignal>();

    [Fact]
    public void A_pump_wears_over_months_and_the_truth_tells_how_far()
    {
        var plant = new PumpPlant(seed: 42)
            .Wear(from: TimeSpan.FromDays(20), to: TimeSpan.FromDays(90), headLoss: 0.15)
            .Freeze(Flow, from: TimeSpan.FromDays(5), until: TimeSpan.FromDays(6))
            .Spike(Head, height: 12, every: TimeSpan.FromHours(8));

        var readings = plant.Run(TimeSpan.FromDays(55), every: Minute).Count();

        Assert.Equal(55 * 24 * 60 * Signals.Length, readings);
        Assert.InRange(plant.Truth.HeadDegradation, 0.0749, 0.0751);
    }

    [Fact]
    public void The_same_seed_gives_the_same_readings_bit_for_bit()
    {
        Assert.Equal(Record(7), Record(7));
        Assert.NotEqual(Record(7), Record(8));

        static PumpReading[] Record(long seed)
        {
            var plant = new PumpPlant(seed)
                .Wear(TimeSpan.Zero, TimeSpan.FromDays(1), 0.2)
                .Spike(Flow, 50, every: Hour)
                .Noise(Head, 3)
                .Gap(Power, from: Hour, until: 2 * Hour);
            return [.. plant.Run(TimeSpan.FromHours(6), every: TimeSpan.FromSeconds(20))];
        }
    }

    [Fact]
    public void Noise_at_an_instant_does_not_depend_on_the_steps_that_led_there()
    {
        var fine = new PumpPlant(seed: 3);
        var coarse = new PumpPlant(seed: 3);

        for (var i = 0; i < 60; i++)
            fine.Step(Second);
        coarse.Step(Minute);

        foreach (var signal in Signals)
            Assert.Equal(fine[signal].Value - fine.TrueValue(signal), coarse[signal].Value - coarse.TrueValue(signal), 1e-9);
    }

    [Fact]
    public void A_fault_on_one_sensor_leaves_the_readings_of_all_others_as_they_were()
    {
        var plain = new PumpPlant(seed: 5);
        var faulty = new PumpPlant(seed: 5).Noise(Flow, 10).Spike(Flow, 100, every: Minute).Drift(Flow, 5);

        for (var i = 0; i < 1000; i++)
        {
            plain.Step(Second);
            faulty.Step(Second);
            foreach (var signal in Signals.Skip(1))
                Assert.Equal(plain[signal], faulty[signal]);
        }

        Assert.NotEqual(plain[Flow], faulty[Flow]);
    }

    [Fact]
    public void At_constant_demand_a_new_pump_runs_at_its_rated_point()
    {
        var plant = Quiet();

        plant.Step(Hour);

        Assert.Equal(250, plant[Flow].Value, 1e-6);
        Assert.Equal(38, plant[Head].Value, 1e-6);
        Assert.Equal(1450, plant[Speed].Value, 1e-9);
        Assert.Equal(0.80, plant.Truth.Efficiency, 1e-9);

        // ρ g Q H / η = 998.2 · 9.80665 · 250/3600 · 38 / 0.80 W
        Assert.Equal(32.29, plant.Truth.ShaftPower, 0.01);
    }

    [Fact]
    public void Without_static_head_flow_goes_with_speed_and_head_with_its_square()
    {
        var plant = Quiet(o => o.StaticHeadFraction = 0);

        plant.SetSpeed(725 * Units.RevolutionPerMinute);
        plant.Step(Hour);

        Assert.Equal(125, plant[Flow].Value, 1e-6);
        Assert.Equal(9.5, plant[Head].Value, 1e-6);
    }

    [Fact]
    public void The_pressures_differ_by_the_head_and_power_only_shrinks_on_its_way_to_the_water()
    {
        var plant = new PumpPlant(seed: 1, new PumpPlantOptions { NoiseFactor = 0 });
        for (var i = 0; i < 24; i++)
        {
            plant.Step(Hour);
            var rho = 998.2 * 9.80665;
            var hydraulic = rho * plant[Flow].Value / 3600 * plant[Head].Value / 1000;
            var apparent = Math.Sqrt(3) * plant[Voltage].Value * plant[Current].Value / 1000;

            Assert.Equal(plant[Head].Value, (plant[DischargePressure].Value - plant[SuctionPressure].Value) * 1e5 / rho, 1e-9);
            Assert.True(hydraulic < plant.Truth.ShaftPower);
            Assert.True(plant.Truth.ShaftPower < plant[Power].Value);
            Assert.InRange(plant[Power].Value / apparent, 0.7, 0.97);
            Assert.InRange(plant[BearingTemperature].Value, 30, 55);
            Assert.InRange(plant[WindingTemperature].Value, 50, 100);
            Assert.InRange(plant[VibrationVelocity].Value, 0.7, 1.8);
        }
    }

    [Fact]
    public void Demand_swings_over_the_day()
    {
        var plant = new PumpPlant(seed: 11);
        var flows = plant.Run(TimeSpan.FromDays(2), every: Minute).Where(r => r.Signal == Flow).Select(r => r.Value).ToArray();

        Assert.InRange(flows.Min(), 170, 215);
        Assert.InRange(flows.Max(), 230, 260);
    }

    [Fact]
    public void The_drive_ramps_to_its_set_point()
    {
        var plant = Quiet();
        plant.SetSpeed(725 * Units.RevolutionPerMinute);

        plant.Step(TimeSpan.FromSeconds(3));
        Assert.Equal(1450 - 145, plant[Speed].Value, 1e-6);
        plant.Step(TimeSpan.FromSeconds(60));
        Assert.Equal(725, plant[Speed].Value, 1e-6);
        Assert.Equal(725, plant.SpeedSetpoint.In(Units.RevolutionPerMinute), 1e-9);
    }

    [Fact]
    public void A_stopped_pump_has_no_flow_no_current_and_no_wear()
    {
        var plant = Quiet().Wear(from: Hour, to: 2 * Hour, headLoss: 0.1);
        plant.SetSpeed(0 * Units.RevolutionPerMinute);
        plant.Step(Minute);

        plant.Step(TimeSpan.FromDays(1));

        Assert.Equal(0, plant[Flow].Value, 1e-9);
        Assert.Equal(0, plant[Head].Value);
        Assert.Equal(0, plant[Current].Value);
        Assert.Equal(0, plant[Power].Value);
        Assert.Equal(0, plant.Truth.HeadDegradation);
        Assert.All(Signals, s => Assert.True(double.IsFinite(plant[s].Value)));
    }

    [Fact]
    public void The_water_follows_a_change_with_the_pipes_inertia()
    {
        var plant = Quiet(o => o.PipeTimeConstant = TimeSpan.FromSeconds(10)).Block(from: Second, until: Hour, resistance: 3);

        plant.Step(TimeSpan.FromSeconds(10));
        var early = plant[Flow].Value;
        for (var i = 0; i < 60; i++)
            plant.Step(TimeSpan.FromSeconds(10));
        var settled = plant[Flow].Value;

        // One time constant after the step 1/e of the way is left.
        Assert.Equal(Math.Exp(-1), (early - settled) / (250 - settled), 1e-6);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(1.5)]
    public void Wear_outside_its_range_is_refused(double headLoss) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PumpPlant(1).Wear(TimeSpan.Zero, Hour, headLoss));

    [Fact]
    public void Caller_mistakes_are_refused_at_once()
    {
        var plant = new PumpPlant(seed: 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Step(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.AdvanceTo(plant.Now - Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.SetSpeed(double.NaN * Units.RevolutionPerMinute));
        Assert.Throws<UnitMismatchException>(() => plant.SetSpeed(50 * Units.Hertz));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Freeze(Flow, from: Hour, until: Hour));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Drift(Flow, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => plant.Run(Hour, TimeSpan.Zero));
        var error = Assert.Throws<ArgumentException>(() => new PumpPlant(1, new PumpPlantOptions { RampTime = TimeSpan.Zero, NoiseFactor = -1 }));
        Assert.Contains("RampTime", error.Message);
        Assert.Contains("NoiseFactor", error.Message);
    }

    [Fact]
    public void Advancing_to_an_instant_arrives_there()
    {
        var plant = new PumpPlant(seed: 1);
        var noon = plant.Now.AddHours(12);

        plant.AdvanceTo(noon);
        plant.AdvanceTo(noon);

        Assert.Equal(noon, plant.Now);
        Assert.Equal(noon, plant[Flow].Time);
        Assert.Equal(TimeSpan.FromHours(12), plant.Elapsed);
    }

    [Property(MaxTest = 50)]
    public void Whatever_the_steps_and_set_points_every_value_stays_finite_and_flow_never_reverses(int seed, ushort[] seconds, ushort[] speeds)
    {
        var plant = new PumpPlant(seed, new PumpPlantOptions { NoiseFactor = 0 })
            .Wear(TimeSpan.Zero, TimeSpan.FromDays(2), 0.9, 1)
            .DamageBearing(TimeSpan.Zero, TimeSpan.FromDays(1))
            .Cavitate(Hour, TimeSpan.FromDays(365), -3 * Units.Metre)
            .Block(2 * Hour, TimeSpan.FromDays(365), 1000);
        for (var i = 0; i < seconds.Length; i++)
        {
            plant.SetSpeed((speeds.Length == 0 ? 1450 : speeds[i % speeds.Length] % 2000) * Units.RevolutionPerMinute);
            plant.Step(TimeSpan.FromSeconds(1 + seconds[i]));
            Assert.All(Signals, s => Assert.True(double.IsFinite(plant[s].Value)));
            Assert.True(plant[Flow].Value >= 0 && plant[Head].Value >= 0 && plant.Truth.Efficiency < 0.9);
        }
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var plant = new PumpPlant(seed: 1)
            .Wear(TimeSpan.Zero, Hour, 0.1).DamageBearing(TimeSpan.Zero, Hour).Cavitate(Minute, Hour, 0 * Units.Metre).Block(Minute, Hour, 2)
            .Spike(Flow, 10, every: Minute).Freeze(Head, Minute, Hour).Gap(Power, Minute).Drift(Speed, 1).Noise(Current, 2).SkewClock(Voltage, Second);
        var waveform = new double[256];
        plant.Step(Second);
        plant.FillVibration(waveform, 25_600);
        var sum = 0.0;

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                plant.SetSpeed((1400 + (i % 50)) * Units.RevolutionPerMinute);
                plant.Step(Second);
                sum += plant[Flow].Value + plant.Truth.HeadDegradation;
                plant.FillVibration(waveform, 25_600);
            }
        }));
        Assert.True(sum > 0);
    }

    [Fact]
    public void Every_signal_has_a_unit_and_a_name_of_its_own()
    {
        Assert.Equal(Signals.Length, Signals.Select(s => s.Name).Distinct().Count());
        Assert.Equal(Units.CubicMetrePerHour, Flow.Unit);
        Assert.Equal("vibration-acceleration", VibrationAcceleration.Name);
        Assert.Equal(Units.StandardGravity, VibrationAcceleration.Unit);
    }

    private static PumpPlant Quiet(Action<PumpPlantOptions>? configure = null)
    {
        var options = new PumpPlantOptions { NoiseFactor = 0, DemandVariation = 0 };
        configure?.Invoke(options);
        return new PumpPlant(seed: 1, options);
    }
}
