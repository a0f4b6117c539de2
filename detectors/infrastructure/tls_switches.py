"""Names of the options by which programs and libraries leave the peer of TLS unchecked."""

from __future__ import annotations

SKIPS = frozenset(
    {
        "insecureskipverify",
        "insecureskiptlsverify",
        "skipverify",
        "skiptlsverify",
        "tlsskipverify",
        "tlsskipverifyinsecure",
        "tlsinsecureskipverify",
        "sslskipverify",
        "skipsslverify",
        "skipsslvalidation",
        "skipcertverify",
        "skipcertificateverification",
        "skiptlsvalidation",
        "insecuretls",
        "tlsinsecure",
        "sslinsecure",
        "allowinsecuretls",
        "allowunverifiedssl",
        "tlsallowinvalidcertificates",
        "tlsallowinvalidhostnames",
        "sslallowinvalidcertificates",
        "trustservercertificate",
        "pmtlsinsecure",
        "curlinsecure",
        "gitsslnoverify",
        "sslnoverify",
        "acceptinvalidcerts",
        "dangeracceptinvalidcerts",
        "kubeletinsecuretls",
        "vaultskipverify",
        "nomadskipverify",
        "azureclidisableconnectionverification",
        "disablesslvalidation",
        "disabletls",
        "ignorehttpserrors",
        "ignorecertificateerrors",
        "ignorecerterrors",
        "ignoresslerrors",
        "acceptinsecurecerts",
        "acceptuntrustedcerts",
        "trustallcerts",
        "trustallcertificates",
        "disablesslcertificatevalidation",
        "disablesslverification",
        "disabletlsverification",
        "disablecertificatevalidation",
        "disablesslverify",
        "skipsslverification",
        "skiptlsverification",
        "insecuressl",
    }
)
"""Names, without separators, whose truth switches the check off."""
CHECKS = frozenset(
    {
        "sslverify",
        "tlsverify",
        "verifyssl",
        "verifytls",
        "sslverification",
        "tlsverification",
        "sslverifypeer",
        "sslverifyhost",
        "verifypeer",
        "verifypeercertificate",
        "verifycerts",
        "verifycert",
        "verifycertificate",
        "verifycertificates",
        "certverify",
        "certverification",
        "validatecerts",
        "validatecert",
        "validatecertificate",
        "validatecertificates",
        "checkhostname",
        "sslcheckhostname",
        "rejectunauthorized",
        "strictssl",
        "proxysslverify",
        "grpcsslverify",
        "uwsgisslverify",
        "httpsslverify",
        "nodetlsrejectunauthorized",
        "pythonhttpsverify",
        "sslasserthostname",
        "verifyhostname",
        "curlsslverify",
        "checkcertificate",
        "npmconfigstrictssl",
        "yarnstrictssl",
        "enablestrictssl",
        "consulhttpsslverify",
        "tlsreqcert",
        "ldaptlsreqcert",
        "sslverifyservercert",
        "acquirehttpsverifypeer",
        "srctlsverify",
        "desttlsverify",
    }
)
"""Names, without separators, whose falsehood switches the check off."""
HOST_NAMES = frozenset({"verifyhostname", "checkhostname", "sslcheckhostname"})
"""Those of `CHECKS` that leave the check of the certificate on."""
BROWSER_FLAGS = frozenset(
    {"ignore-certificate-errors", "ignore-ssl-errors", "ignore-urlfetcher-cert-requests"}
)
"""Arguments with which a browser is started that takes any certificate."""
HOSTS = frozenset(
    {
        "trustedhost",
        "globaltrustedhost",
        "installtrustedhost",
        "piptrustedhost",
        "goinsecure",
        "allowinsecurehost",
        "uvinsecurehost",
        "insecureregistries",
        "insecureregistry",
    }
)
"""Names whose hosts are not checked."""
TLS = frozenset(
    {"tls", "ssl", "usetls", "usessl", "tlsenabled", "sslenabled", "enabletls", "enablessl"}
)
"""Names, without separators, of the switch for TLS itself."""
MODES = frozenset({"verifymode", "certreqs", "sslcertreqs", "sslverifymode"})
"""Names, without separators, of a choice among constants of `ssl`."""
CLIENTS = frozenset(
    {
        *(
            ("verify", f"{module}.{made}")
            for module in ("httpx", "httpx2")
            for made in ("Client", "AsyncClient", "HTTPTransport", "AsyncHTTPTransport")
        ),
        ("ssl", "aiohttp.TCPConnector"),
        ("verify", "boto3.client"),
        ("verify", "boto3.resource"),
        ("verify", "hvac.Client"),
    }
)
"""(option, maker of a client): who gets the client has no say any more, and may be in another file."""
