using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>
/// The publisher, in a process of its own: MQTT 3.1.1 straight onto a socket, many packets per send, so that it is never what limits the
/// rate. Under QoS 1 it keeps up to 1,000 messages unacknowledged.
/// </summary>
internal sealed class MqttPublisher : IDisposable
{
    internal const string Command = "mqtt-publisher";
    private const int Window = 1000;
    private const int PacketsPerSend = 32;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[][] _topics = [.. Enumerable.Range(0, MqttWork.Pumps).Select(MqttWork.Topic)];
    private readonly byte[] _buffer = new byte[PacketsPerSend * 256];
    private readonly byte[] _answers = new byte[4096];
    private long _answered;
    private int _used;

    private MqttPublisher(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Send("\x10\x15\x00\x04MQTT\x04\x02\x00\x00\x00\x09publisher"u8);
        if (_socket.Receive(_answers) != 4 || _answers[3] != 0)
            throw new InvalidOperationException("The broker refuses the publisher.");
    }

    /// <summary>Takes lines "QoS COUNT PER_MILLISECOND" (0: as fast as possible) and answers each when its messages are out.</summary>
    internal static int Serve(int port)
    {
        using var publisher = new MqttPublisher(port);
        while (Console.ReadLine() is { } line)
        {
            var order = line.Split(' ').Select(int.Parse).ToArray();
            publisher.Publish(order[0], order[1], order[2]);
            Console.WriteLine("published");
        }

        return 0;
    }

    public void Dispose() => _socket.Dispose();

    private void Publish(int qos, int count, int perMillisecond)
    {
        _answered = 0;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            if (perMillisecond > 0)
            {
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds * perMillisecond < i)
                    Thread.SpinWait(20);
            }

            Add(qos, i);
            if (perMillisecond > 0 || _used + 256 > _buffer.Length)
                Send();
            if (qos > 0)
                Await(i + 1, Window);
        }

        Send();
        if (qos > 0)
            Await(count, 0);
    }

    private void Add(int qos, int index)
    {
        var topic = _topics[index % _topics.Length];
        var length = 2 + topic.Length + (qos > 0 ? 2 : 0) + MqttWork.PayloadBytes;
        var packet = _buffer.AsSpan(_used);
        packet[0] = (byte)(0x30 | (qos << 1));
        var at = 1;
        for (var rest = length; ; rest >>= 7)
        {
            packet[at++] = (byte)(rest > 127 ? 0x80 | (rest & 127) : rest);
            if (rest <= 127)
                break;
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet[at..], (ushort)topic.Length);
        topic.CopyTo(packet[(at + 2)..]);
        at += 2 + topic.Length;
        if (qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[at..], (ushort)((index % 65_000) + 1));
            at += 2;
        }

        MqttWork.WritePayload(packet.Slice(at, MqttWork.PayloadBytes), Stopwatch.GetTimestamp());
        _used += at + MqttWork.PayloadBytes;
    }

    private void Send()
    {
        for (var sent = 0; sent < _used;)
            sent += _socket.Send(_buffer.AsSpan(sent, _used - sent));
        _used = 0;
    }

    /// <summary>Reads acknowledgements (4 bytes each) until no more than so many are missing.</summary>
    private void Await(long published, int missing)
    {
        while (published - (_answered / 4) > missing)
        {
            if (_used > 0)
                Send();
            _answered += _socket.Receive(_answers) is > 0 and var bytes ? bytes : throw new InvalidOperationException("The broker has closed the connection.");
        }
    }
}
