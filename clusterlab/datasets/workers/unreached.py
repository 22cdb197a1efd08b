"""Why a scheduler could not be reached: what libraries say of TLS, in words."""

from clusterlab.core.message import Message
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.cluster_address import ClusterAddress

NOT_READ = "The certificate {cert} or its key {key} could not be read."
NOT_ACCEPTED = "The scheduler at {address} does not accept the certificate {cert}."
NO_TLS = "The scheduler at {address} has no TLS: its address begins with tcp://."
ENDED = ("reset by peer", "Stream is closed", "Broken pipe")
"""What is said of a connection that the scheduler has ended, depending on how far this machine has come."""
SENTENCES = {
    "KEY_VALUES_MISMATCH": "The key {key} is not that of the certificate {cert}.",
    "NO_CERTIFICATE_OR_CRL_FOUND": "There is no certificate of an authority in {ca}.",
    "PEM lib": NOT_READ,
    "does not match": "The certificate of the scheduler at {address} is not of the authority {ca}.",
    "ALERT": NOT_ACCEPTED,
    "CERTIFICATE_REQUIRED": NOT_ACCEPTED,
    "violation of protocol": NOT_ACCEPTED,  # it may have gone before that could be read
    **dict.fromkeys(ENDED, NOT_ACCEPTED),
    "WRONG_VERSION_NUMBER": NO_TLS,
    "cannot convert to SSL": NO_TLS,  # since a scheduler without TLS speaks first
}
"""Sentences by what is in the message of an error."""
OF_SETTINGS = "of the settings of distributed"


def unreached_scheduler(address: ClusterAddress, error: Exception) -> ClusterError:
    """The error for people where connecting to a scheduler has raised another."""
    text = str(error) or type(error).__name__
    template = next((words for part, words in SENTENCES.items() if part in text), None)
    if template == NOT_READ and address.tls.cert and not address.tls.key:
        template = "The key of the certificate {cert} is not named."
    if not address.is_secure and any(part in text for part in ENDED):
        template = (
            "The scheduler at {address} ended the connection. If it has TLS, its address begins with tls://."
        )
    if template is None:
        template = "The scheduler at {address} could not be reached: {reason}."
    tls, reason = address.tls, text.splitlines()[0].rstrip(".")
    files = {name: file or OF_SETTINGS for name, file in vars(tls).items()}
    return ClusterError(Message(template, address=address.address, reason=reason, **files))
