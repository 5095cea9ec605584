namespace DigitalTwin.Sdk.Analytics;

/// <summary>What <see cref="Cusum"/> remembers from sample to sample.</summary>
internal struct CusumState
{
    public const int Length = 13;

    public double Up;
    public double Down;
    public double Mean;
    public double Sigma;
    public double RunningMean;
    public double SquareSum;
    public long Count;
    public long FirstTicks;
    public long LastTicks;
    public bool IsActive;
    public bool IsWarmingUp;

    public static CusumState Read(ReadOnlySpan<double> values) => new()
    {
        Up = values[0],
        Down = values[1],
        Mean = values[2],
        Sigma = values[3],
        RunningMean = values[4],
        SquareSum = values[5],
        Count = (long)values[6],
        FirstTicks = TicksAsNumbers.Read(values[7..9]),
        LastTicks = TicksAsNumbers.Read(values[9..11]),
        IsActive = values[11] != 0,
        IsWarmingUp = values[12] != 0,
    };

    public readonly void Write(Span<double> values)
    {
        values[0] = Up;
        values[1] = Down;
        values[2] = Mean;
        values[3] = Sigma;
        values[4] = RunningMean;
        values[5] = SquareSum;
        values[6] = Count;
        TicksAsNumbers.Write(FirstTicks, values[7..9]);
        TicksAsNumbers.Write(LastTicks, values[9..11]);
        values[11] = IsActive ? 1 : 0;
        values[12] = IsWarmingUp ? 1 : 0;
    }
}
