using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>
/// Free ports for brokers that stop and start again at the same place. They lie below the range from which the system takes
/// the near end of outgoing connections: otherwise a connection of another test may sit on the port in between, or a client
/// that keeps trying an unused port may meet itself there.
/// </summary>
internal static class TestPort
{
    private const int Lowest = 10_000;
    private const int Highest = 32_000;

    /// <summary>The first of <paramref name="count"/> ports in a row that are free.</summary>
    public static int Free(int count = 1)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }

        throw new InvalidOperationException($"No {count} free ports in a row.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
