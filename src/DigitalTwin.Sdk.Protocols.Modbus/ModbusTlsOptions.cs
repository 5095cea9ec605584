using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Certificates of a link with TLS (Modbus/TCP Security V21: both sides show one, TLS 1.2 at least). Copied when the client is made.</summary>
public sealed class ModbusTlsOptions
{
    /// <summary>Our certificate, with its private key; null for none. Devices that keep to the standard refuse a client without.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The authorities that may have issued the device's certificate. Null, the default, for those that the system trusts.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; set; }

    /// <summary>The name that has to be in the device's certificate; null, the default, for the host.</summary>
    public string? ServerName { get; set; }

    /// <summary>Whether revocation is looked up on line. Off by default: most plants have no way to the lists.</summary>
    public bool ChecksRevocation { get; set; }

    internal SslClientAuthenticationOptions For(string host)
    {
        var revocation = ChecksRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck;
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = ServerName ?? host,
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
            CertificateRevocationCheckMode = revocation,
        };
        if (Certificate is not null)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(Certificate, additionalCertificates: null);
        if (TrustedAuthorities is not null)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = revocation };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(TrustedAuthorities);
        }

        return tls;
    }
}
