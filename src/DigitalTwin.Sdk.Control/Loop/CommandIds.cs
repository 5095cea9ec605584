using System.Security.Cryptography;
using System.Text;

namespace DigitalTwin.Sdk.Control;

/// <summary>Ids that a replay makes again: hashed from the set-point, a counter and the lane time, so that two runs of a process never give one twice.</summary>
internal static class CommandIds
{
    internal static Guid Of(string setpoint, long ticks, long sequence)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{setpoint}\n{ticks}\n{sequence}")), hash);
        return new Guid(hash[..16]);
    }
}
