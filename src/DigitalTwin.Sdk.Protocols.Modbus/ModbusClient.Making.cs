using System.IO.Ports;
using System.Net.Security;
using System.Net.Sockets;
using DigitalTwin.Sdk.Protocols.Modbus.Client;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <content>The ways to a device.</content>
public sealed partial class ModbusClient
{
    /// <summary>The port of Modbus on TCP.</summary>
    public const int TcpPort = 502;

    /// <summary>The port of Modbus on TCP with TLS (Modbus/TCP Security V21).</summary>
    public const int TlsPort = 802;

    /// <summary>Over TCP, without any protection: whoever reaches the link reads and writes.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">The port; 502 by default.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static ModbusClient OverTcp(string host, int port = TcpPort, ModbusClientOptions? options = null)
    {
        var (settings, peer) = Checked(host, port, options);
        return new ModbusClient(new TcpChannel(settings, peer, async stop => new SocketLink(await DialAsync(host, port, stop).ConfigureAwait(false))), peer);
    }

    /// <summary>Over TCP with TLS, both sides with certificates (Modbus/TCP Security V21).</summary>
    /// <param name="host">Name or address; has to be in the device's certificate unless the options say another name.</param>
    /// <param name="tls">Certificates and how the device's is judged. Nothing is trusted that these do not trust.</param>
    /// <param name="port">The port; 802 by default.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static ModbusClient OverTls(string host, ModbusTlsOptions tls, int port = TlsPort, ModbusClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tls);
        var (settings, peer) = Checked(host, port, options);
        var authentication = tls.For(host);
        return new ModbusClient(new TcpChannel(settings, peer, stop => SecureAsync(host, port, authentication, stop)), peer);
    }

    /// <summary>RTU frames over TCP, as simple serial device servers pass them on. Without any protection.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">The port.</param>
    /// <param name="options">How; null for the defaults. One request is on its way at a time.</param>
    public static ModbusClient RtuOverTcp(string host, int port, ModbusClientOptions? options = null)
    {
        var (settings, peer) = Checked(host, port, options);

        // Behind the device server the line is slower than TCP shows: what belongs together arrives in pieces.
        var silence = TimeSpan.FromMilliseconds(20);
        return Rtu(settings, $"{peer} (RTU)", silence, async stop => new NetworkStream(await DialAsync(host, port, stop).ConfigureAwait(false), ownsSocket: true), isConnection: true);
    }

    /// <summary>RTU over a serial line, RS-485 or RS-232.</summary>
    /// <param name="portName">The port, such as <c>/dev/ttyUSB0</c> or <c>COM3</c>.</param>
    /// <param name="line">How the line is set; null for the standard's defaults.</param>
    /// <param name="options">How the client works; null for the defaults. One request is on its way at a time.</param>
    public static ModbusClient OverSerial(string portName, ModbusSerialOptions? line = null, ModbusClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(portName);
        var (settings, serial) = ((options ?? new ModbusClientOptions()).Checked(), (line ?? new ModbusSerialOptions()).Checked());
        return Rtu(settings, portName, serial.Silence, _ => Task.Run<Stream>(() => Open(portName, serial)));
    }

    /// <summary>RTU over any stream that carries bytes both ways. The client owns the stream.</summary>
    internal static ModbusClient RtuOver(Stream stream, string peer, TimeSpan silence, ModbusClientOptions? options = null) =>
        Rtu((options ?? new ModbusClientOptions()).Checked(), peer, silence, _ => Task.FromResult(stream));

    private static ModbusClient Rtu(ModbusClientOptions options, string peer, TimeSpan silence, Func<CancellationToken, Task<Stream>> open, bool isConnection = false) =>
        new(new RtuChannel(options, peer, silence, open, isConnection), peer);

    private static Stream Open(string portName, ModbusSerialOptions line)
    {
        var port = new SerialPort(portName, line.BaudRate, ParityOf(line.Parity), 8, line.StopBits == 2 ? StopBits.Two : StopBits.One);
        try
        {
            port.Open();
            port.DiscardInBuffer();
            return port.BaseStream;
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    private static Parity ParityOf(ModbusParity parity) => parity switch
    {
        ModbusParity.Even => Parity.Even,
        ModbusParity.Odd => Parity.Odd,
        _ => Parity.None,
    };

    private static (ModbusClientOptions Options, string Peer) Checked(string host, int port, ModbusClientOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65_535);
        return ((options ?? new ModbusClientOptions()).Checked(), $"{host}:{port}");
    }

    private static async Task<Socket> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        // What is unsent when we close is thrown away: on a stalled link a write would arrive when nobody expects it any more.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<TcpLink> SecureAsync(string host, int port, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        var socket = await DialAsync(host, port, cancellationToken).ConfigureAwait(false);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return new StreamLink(stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
