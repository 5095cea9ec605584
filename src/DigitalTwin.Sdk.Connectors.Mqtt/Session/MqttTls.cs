using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Certificates of an encrypted link, and the verdict on the broker's. Trusts nothing silently.</summary>
internal sealed class MqttTls : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly string _host;
    private readonly X509Certificate2Collection? _authorities;
    private readonly X509Certificate2? _own;

    internal MqttTls(string host, MqttTlsFiles? files)
    {
        _host = host;
        if (files?.Ca is { } ca)
        {
            _authorities = [];
            _authorities.ImportFromPemFile(ca);
            if (_authorities.Count == 0)
                throw new CryptographicException($"'{ca}' holds no certificate.");
        }

        if (files?.Certificate is { } certificate)
            _own = Load(certificate, files.Key);
    }

    /// <summary>Why the broker's certificate was refused last; null if it was not.</summary>
    internal string? Refusal { get; private set; }

    internal bool HasOwnCertificate => _own is not null;

    public void Dispose()
    {
        _own?.Dispose();
        foreach (var authority in _authorities ?? [])
            authority.Dispose();
    }

    internal MqttClientTlsOptions ToOptions() => new()
    {
        UseTls = true,
        TargetHost = _host,
        SslProtocol = SslProtocols.Tls12 | SslProtocols.Tls13,
        RevocationMode = X509RevocationMode.NoCheck,
        CertificateValidationHandler = Validate,
        ClientCertificatesProvider = _own is null ? null : new DefaultMqttCertificatesProvider(new X509Certificate2Collection(_own)),
    };

    private static X509Certificate2 Load(string certificate, string? key)
    {
        var loaded = X509Certificate2.CreateFromPemFile(certificate, key);
        if (!OperatingSystem.IsWindows())
            return loaded;

        // Windows' TLS takes no key that exists in memory only.
        using (loaded)
            return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    }

    private bool Validate(MqttClientCertificateValidationEventArgs e)
    {
        Refusal = Judge(e);
        return Refusal is null;
    }

    private string? Judge(MqttClientCertificateValidationEventArgs e)
    {
        if (e.SslPolicyErrors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || e.Certificate is null)
            return "the broker shows no certificate";
        if (e.SslPolicyErrors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"the broker's certificate is not for host '{_host}'";
        if (_authorities is null)
            return e.SslPolicyErrors == SslPolicyErrors.None ? null : "the broker's certificate is not trusted: " + Status(e.Chain);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var element in e.Chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(e.Certificate.GetRawCertData());
        return chain.Build(certificate) ? null : "the broker's certificate is not of the given authority: " + Status(chain);
    }

    private static string Status(X509Chain? chain) =>
        string.Join(", ", (chain?.ChainStatus ?? []).Select(s => s.StatusInformation.Trim().TrimEnd('.')).Distinct());
}
