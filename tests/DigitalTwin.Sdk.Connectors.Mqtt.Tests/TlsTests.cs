using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

public sealed class TlsTests
{
    [Fact]
    public async Task A_trusted_certificate_of_another_host_is_refused_for_good()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=other.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("other.example");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var bytesOfMqtt = ServeAsync(listener, certificate);
        var pump = new Pump();

        await using var runtime = await pump.StartAsync($"mqtts://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", mqtt => mqtt
            .Read(pump.Flow, "p101/flow").Credentials("twin", "secret").Tls(ca: file));
        var status = await pump.Log.StateAsync(ConnectorState.Faulted);

        Assert.Contains("certificate is not for host '127.0.0.1'", status.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await bytesOfMqtt.WaitAsync(Wait.Limit));
        File.Delete(file);
    }

    /// <summary>Offers a handshake; gives how many bytes came through it: credentials must not.</summary>
    private static async Task<int> ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[1024]);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }
}
