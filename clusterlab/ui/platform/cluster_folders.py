"""Where folders were read that are not on this machine, remembered from start to start."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from clusterlab.core.params import ParamError
from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles

FOLDERS_KEY = "cluster_folders"
MAX_FOLDERS = 30


class ClusterFolders:
    """The address of the workers that have read each folder, the newest last."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def address(self, folder: Path) -> ClusterAddress | None:
        """Whose workers have read a folder; None where that is not known."""
        try:
            stored = self._stored()[str(folder)]
            return ClusterAddress.parse(stored["address"], TlsFiles(**stored["tls"]))
        except (KeyError, TypeError, ParamError):
            return None

    def keep(self, folder: Path, address: ClusterAddress) -> None:
        """Remembers that the workers of an address have read a folder."""
        others = [(path, stored) for path, stored in self._stored().items() if path != str(folder)]
        own = {"address": str(address), "tls": asdict(address.tls)}
        kept = [*others, (str(folder), own)][-MAX_FOLDERS:]
        self._settings.setValue(FOLDERS_KEY, json.dumps(dict(kept)))

    def _stored(self) -> dict[str, Any]:
        try:
            found = json.loads(str(self._settings.value(FOLDERS_KEY, "{}")))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
