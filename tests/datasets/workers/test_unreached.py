"""What is said where a scheduler cannot be reached, by what the libraries say."""

import pytest

from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles
from clusterlab.datasets.workers.unreached import unreached_scheduler

OWN = TlsFiles("ca.pem", "me.pem", "me.key")


@pytest.mark.parametrize(
    ("scheme", "tls", "text", "sentence"),
    [
        (
            "tls",
            OWN,
            "SSLEOFError: EOF occurred in violation of protocol",
            "does not accept the certificate me.pem.",
        ),
        ("tls", OWN, "in <TLS (closed)>: Stream is closed", "does not accept the certificate me.pem."),
        ("tls", OWN, "BrokenPipeError: [Errno 32] Broken pipe", "does not accept the certificate me.pem."),
        (
            "tls",
            OWN,
            "IOStream is not idle; cannot convert to SSL",
            "has no TLS: its address begins with tcp://.",
        ),
        (
            "tls",
            OWN,
            "[SSL] PEM lib (_ssl.c:3926)",
            "The certificate me.pem or its key me.key could not be read.",
        ),
        (
            "tls",
            TlsFiles(),
            "TLS certificate does not match.",
            "of the authority of the settings of distributed.",
        ),
        ("tcp", TlsFiles(), "Connection reset by peer", "If it has TLS, its address begins with tls://."),
        ("tcp", TlsFiles(), "Stream is closed", "If it has TLS, its address begins with tls://."),
        (
            "tcp",
            TlsFiles(),
            "timed out.\nMore",
            "The scheduler at tcp://host:1 could not be reached: timed out.",
        ),
        ("tcp", TlsFiles(), "", "could not be reached: OSError."),
    ],
)
def test_the_reason_is_said(scheme, tls, text, sentence):
    address = ClusterAddress.parse(f"{scheme}://host:1", tls)
    assert str(unreached_scheduler(address, OSError(text))).endswith(sentence)
