using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>Over TLS, through a terminator in front of our server that asks for the client's certificate.</summary>
public sealed class TlsTests : IAsyncDisposable
{
    private readonly X509Certificate2 _authority = Authority("plant authority");
    private readonly ModbusServer _server;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public TlsTests()
    {
        var memory = new ModbusMemory(100);
        memory.Set(ModbusTable.HoldingRegisters, 1, (ushort)1450);
        _server = ModbusServer.ListenOnTcp(memory);
        _listener.Start();
        _serving = ServeAsync();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public async Task Many_callers_share_a_link_with_certificates_on_both_sides()
    {
        await using var client = ModbusClient.OverTls("localhost", new ModbusTlsOptions { Certificate = Issue("twin"), TrustedAuthorities = [_authority] }, Port, new ModbusClientOptions { MaxInFlight = 4, Timeout = ScriptedDevice.Limit });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var register = new ushort[1];
            for (var i = 0; i < 20; i++)
            {
                Assert.True((await client.ReadHoldingRegistersAsync(1, 1, register)).IsSuccess);
                Assert.Equal(1450, register[0]);
            }
        })));

        Assert.Equal(1, client.Counters.Connections);
    }

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(true, true, "another-name")]
    [InlineData(false, true, null)]
    public async Task A_device_that_is_not_trusted_or_that_does_not_trust_us_is_not_asked(bool hasCertificate, bool trusts, string? name)
    {
        using var other = Authority("other authority");
        var tls = new ModbusTlsOptions { Certificate = hasCertificate ? Issue("twin") : null, TrustedAuthorities = [trusts ? _authority : other], ServerName = name };
        await using var client = ModbusClient.OverTls("localhost", tls, Port, new ModbusClientOptions { Timeout = ScriptedDevice.Limit });
        var error = await Assert.ThrowsAsync<ModbusException>(() => client.ReadHoldingRegistersAsync(1, 1, new ushort[1]).AsTask().WaitAsync(ScriptedDevice.Limit));

        Assert.Contains($"localhost:{Port}", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _server.Requests);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    private async Task ServeAsync()
    {
        using var certificate = Issue("localhost");
        while (true)
        {
            using var near = await _listener.AcceptTcpClientAsync();
            using var far = new TcpClient();
            await far.ConnectAsync(_server.EndPoint);
            await using var secure = new SslStream(near.GetStream());
            try
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                });
                await Task.WhenAny(secure.CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(secure));
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client did not trust us, or had nothing to show.
            }
        }
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(12), [1, 2, 3, (byte)name.Length]);
        using var whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
