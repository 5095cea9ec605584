using static DigitalTwin.Sdk.Testing.PumpSignal;

namespace DigitalTwin.Sdk.Testing.Tests;

public sealed class PumpPlantFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Linear_wear_starts_at_its_onset_grows_evenly_and_stops_at_its_extent()
    {
        var plant = Quiet().Wear(from: 10 * Day, to: 20 * Day, headLoss: 0.2, powerRise: 0.1);

        Assert.Equal(0, At(plant, 10 * Day).HeadDegradation);
        Assert.Equal(0.05, At(plant, 12.5 * Day).HeadDegradation, 1e-9);
        Assert.Equal(0.1, At(plant, 15 * Day).HeadDegradation, 1e-9);
        Assert.Equal(0.05, plant.Truth.PowerRise, 1e-9);
        Assert.Equal(0.2, At(plant, 40 * Day).HeadDegradation, 1e-9);
    }

    [Fact]
    public void Accelerating_wear_is_slow_first()
    {
        var plant = Quiet().Wear(from: TimeSpan.Zero, to: 10 * Day, headLoss: 0.2, law: WearLaw.Accelerating);

        // (e^1.5 - 1)/(e^3 - 1) = 0.1824
        Assert.Equal(0.2 * 0.182425523806356, At(plant, 5 * Day).HeadDegradation, 1e-9);
        Assert.Equal(0.2, At(plant, 10 * Day).HeadDegradation, 1e-9);
    }

    [Fact]
    public void A_slower_pump_wears_more_slowly()
    {
        var plant = Quiet().Wear(from: Day, to: 11 * Day, headLoss: 0.2);
        plant.SetSpeed(0.8 * 1450 * Units.RevolutionPerMinute);
        At(plant, Hour);

        Assert.Equal(0.2 * Math.Pow(0.8, 2.5), At(plant, 11 * Day).HeadDegradation, 1e-9);
    }

    [Fact]
    public void A_worn_pump_lifts_less_costs_more_and_shakes_more()
    {
        var plant = Quiet().Wear(from: Day, to: 2 * Day, headLoss: 0.15, powerRise: 0.05);
        At(plant, Day);
        var (head, flow, vibration) = (plant[Head].Value, plant[Flow].Value, plant[VibrationVelocity].Value);

        At(plant, 3 * Day);

        Assert.True(plant[Head].Value < 0.95 * head);
        Assert.True(plant[Flow].Value < 0.97 * flow);
        Assert.True(plant[VibrationVelocity].Value > vibration + 0.5);
        Assert.InRange(plant.Truth.EfficiencyLoss, 0.15, 0.22);
    }

    [Fact]
    public void Head_degradation_is_the_head_lost_at_rated_flow_and_speed()
    {
        // No static head and a system that is opened until the worn pump gives rated flow again: its head there is (1 - d) of the rated.
        var plant = new PumpPlant(1, new PumpPlantOptions { NoiseFactor = 0, DemandVariation = 0, StaticHeadFraction = 0 })
            .Wear(from: Second, to: 2 * Second, headLoss: 0.1);
        At(plant, Day);
        var (q, h) = (plant[Flow].Value / 250, plant[Head].Value / 38);

        // On the head curve new less worn, at this q, with speed 1: d (1.1 - 0.1 q).
        Assert.Equal(0.1 * (1.1 - (0.1 * q)), 1.255 + (0.01 * q) - (0.265 * q * q) - h, 1e-9);
        Assert.Equal(0.1, plant.Truth.HeadDegradation, 1e-12);
    }

    [Fact]
    public void Cavitation_costs_three_percent_of_head_at_no_margin_and_is_loud()
    {
        var plant = Quiet().Cavitate(from: Day, until: 2 * Day, npshMargin: 0 * Units.Metre);
        At(plant, Day - Second);
        var vibration = plant[VibrationVelocity].Value;
        Assert.True(plant.Truth.NpshMargin > 5);
        Assert.Equal(0, plant.Truth.CavitationHeadLoss);

        for (var i = 1; i < 3600; i++)
            At(plant, Day + (i * Second));

        Assert.InRange(plant.Truth.NpshMargin, -0.3, 0.5);
        Assert.InRange(plant.Truth.CavitationHeadLoss, 0.005, 0.06);
        Assert.True(plant[VibrationVelocity].Value > vibration + 1);
        Assert.True(plant[SuctionPressure].Value < -0.3);

        for (var i = 0; i < 600; i++)
            At(plant, (2 * Day) + (i * Minute));
        Assert.Equal(0, plant.Truth.CavitationHeadLoss, 1e-9);
    }

    [Fact]
    public void Slowing_the_pump_down_ends_cavitation()
    {
        var plant = Quiet().Cavitate(from: Minute, until: Day, npshMargin: -1 * Units.Metre);
        for (var i = 1; i < 600; i++)
            plant.Step(Second);
        Assert.True(plant.Truth.CavitationHeadLoss > 0.02);

        plant.SetSpeed(1100 * Units.RevolutionPerMinute);
        for (var i = 1; i < 600; i++)
            plant.Step(Second);

        Assert.True(plant.Truth.CavitationHeadLoss < 0.005);
    }

    [Fact]
    public void A_blockage_lowers_the_flow_and_raises_the_head()
    {
        var plant = Quiet().Block(from: Hour, until: 2 * Hour, resistance: 4);

        At(plant, 1.5 * Hour);
        Assert.Equal(4, plant.Truth.Blockage);
        Assert.True(plant[Flow].Value < 200);
        Assert.True(plant[Head].Value > 40);

        At(plant, 3 * Hour);
        Assert.Equal(250, plant[Flow].Value, 1e-6);
    }

    [Fact]
    public void A_damaged_bearing_heats_up_and_shakes()
    {
        var plant = Quiet().DamageBearing(from: Day, to: 2 * Day);
        At(plant, Day);
        var (acceleration, heat) = (plant[VibrationAcceleration].Value, plant[BearingTemperature].Value);

        At(plant, 3 * Day);

        Assert.Equal(1, plant.Truth.BearingDamage, 1e-12);
        Assert.True(plant[VibrationAcceleration].Value > acceleration + 3);
        Assert.True(plant[BearingTemperature].Value > heat + 20);
    }

    [Fact]
    public void A_frozen_sensor_repeats_its_last_value_and_then_lives_again()
    {
        var plant = new PumpPlant(seed: 9).Freeze(Flow, from: Minute, until: 2 * Minute);
        for (var i = 0; i < 59; i++)
            plant.Step(Second);
        var last = plant[Flow].Value;

        for (var i = 0; i < 60; i++)
        {
            plant.Step(Second);
            Assert.Equal(last, plant[Flow].Value);
            Assert.Equal(plant.Now, plant[Flow].Time);
            Assert.True(plant[Flow].Quality.IsGood);
            Assert.Equal(SensorFaults.Freeze, plant.FaultsOf(Flow));
        }

        plant.Step(Second);
        Assert.NotEqual(last, plant[Flow].Value);
        Assert.Equal(SensorFaults.None, plant.FaultsOf(Flow));
    }

    [Fact]
    public void A_gap_leaves_readings_out()
    {
        var plant = new PumpPlant(seed: 9).Gap(Head, from: Minute, until: 2 * Minute);

        var heads = plant.Run(3 * Minute, every: Second).Where(r => r.Signal == Head).ToArray();

        Assert.Equal(120, heads.Length);
        Assert.Equal(61, heads.Zip(heads.Skip(1), (a, b) => (b.Time - a.Time).TotalSeconds).Max());
    }

    [Fact]
    public void In_a_gap_the_sensor_has_no_data()
    {
        var plant = new PumpPlant(seed: 9).Gap(Head, from: TimeSpan.Zero);

        plant.Step(Second);

        Assert.Equal(Quality.NoData, plant[Head].Quality);
        Assert.Equal(SensorFaults.Gap, plant.FaultsOf(Head));
    }

    [Fact]
    public void Spikes_come_at_their_mean_rate_with_their_height()
    {
        var plant = Quiet().Spike(Flow, height: 40, every: TimeSpan.FromMinutes(10));
        var spikes = 0;
        for (var i = 0; i < 86_400; i++)
        {
            plant.Step(Second);
            var off = Math.Abs(plant[Flow].Value - plant.TrueValue(Flow));
            Assert.Equal(plant.FaultsOf(Flow) == SensorFaults.Spike ? 40 : 0, off, 1e-9);
            spikes += off > 1 ? 1 : 0;
        }

        // 144 are expected; four standard deviations of a Poisson count.
        Assert.InRange(spikes, 96, 192);
    }

    [Fact]
    public void Drift_walks_away_day_by_day()
    {
        var plant = Quiet().Drift(Head, perDay: 0.5, from: Day);

        At(plant, 4 * Day);

        Assert.Equal(1.5, plant[Head].Value - plant.TrueValue(Head), 1e-9);
    }

    [Fact]
    public void Noise_has_the_stated_spread_and_a_normal_shape()
    {
        var plain = Moments(new PumpPlant(seed: 4));
        var noisy = Moments(new PumpPlant(seed: 4).Noise(Flow, factor: 3));

        Assert.Equal(0, plain.Mean, 0.02);
        Assert.Equal(0.005 * 250, plain.Deviation, 0.015);
        Assert.Equal(3, plain.Kurtosis, 0.1);
        Assert.Equal(Math.Sqrt(10), noisy.Deviation / plain.Deviation, 0.05);
    }

    [Fact]
    public void A_skewed_clock_stamps_event_times_wrong_and_arrival_times_right()
    {
        var plant = new PumpPlant(seed: 1).SkewClock(Flow, by: TimeSpan.FromSeconds(-7), from: Minute, until: 2 * Minute);

        plant.AdvanceTo(plant.Now + (1.5 * Minute));
        Assert.Equal(TimeSpan.FromSeconds(7), plant[Flow].ArrivalTime - plant[Flow].Time);
        Assert.Equal(plant.Now, plant[Flow].ArrivalTime);
        Assert.Equal(plant.Now, plant[Head].Time);

        plant.Step(Minute);
        Assert.Equal(plant.Now, plant[Flow].Time);
    }

    [Fact]
    public void The_vibration_waveform_matches_its_overall_value()
    {
        foreach (var damage in new[] { 0, 0.5, 1 })
        {
            var plant = Quiet().DamageBearing(TimeSpan.Zero, Second, damage);
            plant.Step(Minute);
            var waveform = new double[25_600 * 4];

            plant.FillVibration(waveform, 25_600);

            var rms = Math.Sqrt(waveform.Sum(x => x * x) / waveform.Length);
            Assert.Equal(1, rms / plant.TrueValue(VibrationAcceleration), 0.05);
        }
    }

    [Fact]
    public void The_waveform_shows_running_speed_blade_pass_and_the_bearing()
    {
        const int Rate = 25_600;
        var plant = Quiet().DamageBearing(TimeSpan.Zero, Second, 0.5);
        plant.Step(Minute);
        var waveform = new double[Rate * 6];
        plant.FillVibration(waveform, Rate);
        var running = 1450.0 / 60;

        // Amplitudes as the overall values imply: 0.9 mm/s and 0.6 mm/s RMS, as acceleration 2πf v.
        Assert.Equal(Math.Sqrt(2) * 0.9e-3 * 2 * Math.PI * running / 9.80665, Amplitude(waveform, running, Rate), 0.003);
        var bladePass = running * PumpPlant.BladeCount;
        Assert.Equal(Math.Sqrt(2) * 0.6e-3 * 2 * Math.PI * bladePass / 9.80665, Amplitude(waveform, bladePass, Rate), 0.003);

        // The bearing is found as bearings are: in the envelope of the ringing.
        var envelope = waveform.Select(Math.Abs).ToArray();
        var pass = running * PumpPlant.BearingOuterRaceOrder;
        Assert.True(Amplitude(envelope, pass, Rate) > 10 * Amplitude(envelope, pass * 1.27, Rate));
    }

    private static double Amplitude(double[] signal, double hertz, double rate)
    {
        double re = 0, im = 0;
        for (var i = 0; i < signal.Length; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * hertz * i / rate);
            re += signal[i] * cos;
            im += signal[i] * sin;
        }

        return 2 * Math.Sqrt((re * re) + (im * im)) / signal.Length;
    }

    private static (double Mean, double Deviation, double Kurtosis) Moments(PumpPlant plant)
    {
        const int Count = 50_000;
        var errors = new double[Count];
        for (var i = 0; i < Count; i++)
        {
            plant.Step(Second);
            errors[i] = plant[Flow].Value - plant.TrueValue(Flow);
        }

        var mean = errors.Average();
        var variance = errors.Average(e => (e - mean) * (e - mean));
        return (mean, Math.Sqrt(variance), errors.Average(e => Math.Pow(e - mean, 4)) / (variance * variance));
    }

    private static PumpTruth At(PumpPlant plant, TimeSpan sinceStart)
    {
        plant.Step(sinceStart - plant.Elapsed);
        return plant.Truth;
    }

    private static PumpPlant Quiet() => new(seed: 1, new PumpPlantOptions { NoiseFactor = 0, DemandVariation = 0 });
}
