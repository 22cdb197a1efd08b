"""How the workers of a command are named: those of a scheduler, or some that are started on this machine."""

import re
from dataclasses import dataclass

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError

LOCAL = "local"
SCHEMES = ("tcp", "tls")
MAX_LOCAL_WORKERS = 1024


@dataclass(frozen=True)
class TlsFiles:
    """The files of TLS: authority, certificate and key; empty where distributed has settings of its own."""

    ca: str = ""
    cert: str = ""
    key: str = ""


@dataclass(frozen=True)
class ClusterAddress:
    """The `address` of a scheduler, or where it is empty, the number of `workers` here, 0 for one a core."""

    address: str = ""
    workers: int = 0
    tls: TlsFiles = TlsFiles()

    @classmethod
    def parse(cls, text: str, tls: TlsFiles = TlsFiles()) -> "ClusterAddress":
        """The workers that a text names, such as local:2 or tcp://host:8786; raises ParamError."""
        local = re.fullmatch(rf"{LOCAL}(?::([0-9]{{1,4}}))?", text)
        if local and 1 <= int(local[1] or 1) <= MAX_LOCAL_WORKERS:
            return cls(workers=int(local[1] or 0))
        if re.fullmatch(r"(?:tcp|tls)://[^\s/:]+(?::|[^\s/]*:)[0-9]{1,5}", text):
            return cls(text, tls=tls)
        template = (
            "A cluster is local, local:N with N workers, tcp://HOST:PORT or tls://HOST:PORT; it was {text!r}."
        )
        raise ParamError(Message(template, text=text))

    def __str__(self) -> str:
        """The text that names them."""
        return self.address or (f"{LOCAL}:{self.workers}" if self.workers else LOCAL)

    @property
    def is_secure(self) -> bool:
        """Whether TLS is asked for."""
        return self.address.startswith("tls://")
