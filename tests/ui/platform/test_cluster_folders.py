"""The workers that have read a folder are known from start to start."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles
from clusterlab.ui.platform.cluster_folders import FOLDERS_KEY, MAX_FOLDERS, ClusterFolders

FOLDER = Path("/of-workers/some.clab-points")


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "some.ini"), QSettings.Format.IniFormat)


def test_addresses_and_files_of_tls_are_remembered_from_start_to_start(settings, tmp_path):
    address = ClusterAddress.parse("tls://host:8786", TlsFiles("ca, own.pem", "me.pem", "me.key"))
    ClusterFolders(settings).keep(FOLDER, ClusterAddress(workers=2))
    ClusterFolders(settings).keep(FOLDER, address)
    settings.sync()
    again = ClusterFolders(QSettings(str(tmp_path / "some.ini"), QSettings.Format.IniFormat))
    assert again.address(FOLDER) == address
    assert again.address(FOLDER.with_name("other.clab-points")) is None


def test_the_last_ones_are_kept(settings):
    folders, paths = ClusterFolders(settings), [Path(f"/{i}.clab-points") for i in range(MAX_FOLDERS + 1)]
    for path in paths:
        folders.keep(path, ClusterAddress())
    assert [path for path in paths if folders.address(path) is None] == paths[:1]


@pytest.mark.parametrize(
    "stored",
    [
        "nonsense",
        "[1]",
        f'{{"{FOLDER}": 1}}',
        f'{{"{FOLDER}": {{"address": 7, "tls": {{}}}}}}',
        f'{{"{FOLDER}": {{"address": "http://host", "tls": {{}}}}}}',
        f'{{"{FOLDER}": {{"address": "local", "tls": {{"key": "a", "b": "c"}}}}}}',
    ],
)
def test_damaged_settings_name_nobody(settings, stored):
    settings.setValue(FOLDERS_KEY, stored)
    assert ClusterFolders(settings).address(FOLDER) is None
