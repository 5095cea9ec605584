using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>What the user said about the link, checked and worked out. Not changed after the connector is made.</summary>
internal sealed class ModbusSettings
{
    private const string Forms = "A Modbus link is named as modbus://host[:port], with TLS as mbaps://host[:port], as modbus+rtu://host:port for RTU over TCP, or as modbus+serial:///dev/ttyUSB0 (modbus+serial:COM3)";
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    internal string? Name { get; set; }

    internal ModbusTransport Transport { get; private set; }

    /// <summary>Host, or the name of the serial port.</summary>
    internal string Host { get; private set; } = "";

    internal int Port { get; private set; }

    internal bool AllowsInsecure { get; set; }

    internal byte Device { get; set; } = 1;

    internal TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    internal TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    internal TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    internal int MaxInFlight { get; set; } = 1;

    internal int MaxHole { get; set; } = 8;

    internal int MaxRegisters { get; set; } = ModbusLimits.ReadRegisters;

    internal StoreOptions? Journal { get; set; }

    internal ModbusTlsFiles? TlsFiles { get; set; }

    internal ModbusSerialOptions? Line { get; set; }

    internal TimeProvider? TransportClock { get; set; }

    internal ReconnectOptions Reconnect { get; } = new();

    internal string Peer => Transport == ModbusTransport.Serial ? Host : $"{Host}:{Port}";

    internal string DisplayName => Name ?? $"modbus {Peer}";

    /// <summary>Reads the address, and notes what is wrong with it.</summary>
    internal void SetAddress(string address, ICollection<string> problems)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || TransportOf(uri.Scheme) is not (not ModbusTransport.None and var transport))
        {
            problems.Add($"{Forms}; '{address}' is none of them.");
            return;
        }

        Transport = transport;
        if (transport == ModbusTransport.Serial)
        {
            Host = uri.Host.Length > 0 ? uri.Host : uri.AbsolutePath;
            if (Host.Trim('/').Length == 0)
                problems.Add($"{Forms}; '{address}' names no port.");
            return;
        }

        Host = uri.IdnHost.Trim('[', ']');
        Port = uri.Port >= 0 ? uri.Port : transport == ModbusTransport.Tls ? ModbusClient.TlsPort : transport == ModbusTransport.Tcp ? ModbusClient.TcpPort : 0;
        if (Host.Length == 0)
            problems.Add($"{Forms}; '{address}' names no host.");
        if (Port == 0)
            problems.Add($"Modbus link '{address}': the port must be 1 to 65535{(transport == ModbusTransport.RtuOverTcp ? "; RTU over TCP has no usual one" : "")}.");
        if (uri.UserInfo.Length > 0 || uri.PathAndQuery.Trim('/').Length > 0 || uri.Fragment.Length > 0)
            problems.Add($"Modbus link {Host}:{Port}: an address ends with the port. Devices are named by .Device(...), registers in .Read and .Write.");
    }

    internal IEnumerable<string> Validate()
    {
        foreach (var problem in Reconnect.Validate())
            yield return $"{DisplayName}: Reconnect: {problem}";
        if (Transport is not (ModbusTransport.None or ModbusTransport.Tls) && !AllowsInsecure)
            yield return $"{DisplayName}: plain Modbus has no protection: whoever reaches the link can read and write every register. Use mbaps:// (TLS) if the device has it, or say .AllowInsecure() if the link may be trusted.";
        if (Transport == ModbusTransport.Tls && TlsFiles is null)
            yield return $"{DisplayName}: Modbus/TCP Security asks for a certificate of ours; say .Tls(certificate, key).";
        if (Transport is not (ModbusTransport.None or ModbusTransport.Tls) && TlsFiles is not null)
            yield return $"{DisplayName}: certificates are given, but the link is not encrypted; use mbaps://.";
        if (Transport is not (ModbusTransport.None or ModbusTransport.Serial) && Line is not null)
            yield return $"{DisplayName}: baud rate and parity are given, but the link is no serial line.";
        if (MaxInFlight > 1 && Transport is ModbusTransport.Serial or ModbusTransport.RtuOverTcp)
            yield return $"{DisplayName}: RTU takes one request at a time, so InFlight must be 1, not {MaxInFlight}.";
        foreach (var problem in Journal?.Validate() ?? [])
            yield return $"{DisplayName}: JournalTo: {problem}";
        if (Timeout < ShortestTimeout || Timeout > LongestTimeout)
            yield return $"{DisplayName}: Timeouts, answer, must be 1 ms to 10 minutes, not {Timeout}.";
        if (ConnectTimeout < ShortestTimeout || ConnectTimeout > LongestTimeout)
            yield return $"{DisplayName}: Timeouts, connect, must be 1 ms to 10 minutes, not {ConnectTimeout}.";
    }

    /// <summary>Opens nothing yet; certificates are read.</summary>
    /// <exception cref="CryptographicException">A certificate cannot be read.</exception>
    internal ModbusClient MakeClient(TimeProvider clock)
    {
        var options = new ModbusClientOptions { Timeout = Timeout, ConnectTimeout = ConnectTimeout, MaxInFlight = MaxInFlight, TimeProvider = TransportClock ?? clock };
        return Transport switch
        {
            ModbusTransport.Tls => ModbusClient.OverTls(Host, LoadTls(TlsFiles!), Port, options),
            ModbusTransport.RtuOverTcp => ModbusClient.RtuOverTcp(Host, Port, options),
            ModbusTransport.Serial => ModbusClient.OverSerial(Host, Line, options),
            _ => ModbusClient.OverTcp(Host, Port, options),
        };
    }

    /// <summary>Reads the certificates, to learn early whether they can be read.</summary>
    /// <exception cref="CryptographicException">They cannot.</exception>
    internal void CheckTls()
    {
        var tls = LoadTls(TlsFiles!);
        tls.Certificate?.Dispose();
        foreach (var authority in tls.TrustedAuthorities ?? [])
            authority.Dispose();
    }

    /// <summary>Pauses differ between machines and connectors, and repeat for the same ones.</summary>
    internal int BackoffSeed() => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}|{DisplayName}")));

    private static ModbusTransport TransportOf(string scheme) => scheme switch
    {
        "modbus" => ModbusTransport.Tcp,
        "mbaps" => ModbusTransport.Tls,
        "modbus+rtu" => ModbusTransport.RtuOverTcp,
        "modbus+serial" => ModbusTransport.Serial,
        _ => ModbusTransport.None,
    };

    private static ModbusTlsOptions LoadTls(ModbusTlsFiles files)
    {
        var tls = new ModbusTlsOptions { ServerName = files.ServerName, Certificate = LoadOwn(files) };
        if (files.Ca is { } ca)
        {
            tls.TrustedAuthorities = [];
            tls.TrustedAuthorities.ImportFromPemFile(ca);
            if (tls.TrustedAuthorities.Count == 0)
                throw new CryptographicException($"'{ca}' holds no certificate.");
        }

        return tls;
    }

    private static X509Certificate2 LoadOwn(ModbusTlsFiles files)
    {
        var loaded = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        if (!OperatingSystem.IsWindows())
            return loaded;

        // Windows' TLS takes no key that exists in memory only.
        using (loaded)
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    }
}
