"""The library of compiled kernels: its version, its levels, and which kernels run."""

import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from clusterlab.kernels.native import loader
from clusterlab.kernels.nearest import nearest
from tests.kernels.levels import running

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "clusterlab" / "kernels" / "native"
FINGERPRINT = re.compile(r"(#define KERN_ABI )(\d+)")


def test_the_fingerprint_is_that_of_the_sources():
    text = (SOURCES / "kernels.c").read_text(encoding="utf-8")
    headers = [path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.h"))]
    made = zlib.crc32("".join([FINGERPRINT.sub(r"\1", text), *headers]).encode())
    assert (int(FINGERPRINT.search(text)[2]), loader.ABI) == (made, made)


@pytest.mark.skipif(not os.environ.get("CI"), reason="only the checks know that they installed it just now")
def test_compiled_kernels_run_where_there_is_a_compiler():
    if not (shutil.which("gcc") and Path("/usr/include/stdio.h").is_file()):
        pytest.skip("There is no C compiler.")
    assert loader.levels(), loader.reason
    if os.environ.get(loader.ENVIRONMENT_VARIABLE) != "numpy":
        assert loader.backend != "numpy", loader.reason


@pytest.mark.parametrize("requested", ["numpy", *loader.LEVELS, "abacus"])
def test_the_environment_selects_the_backend_and_list_prints_it(requested):
    environ = {**os.environ, loader.ENVIRONMENT_VARIABLE: requested}
    command = [sys.executable, "-m", "clusterlab", "list"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ)
    with running(requested):
        assert done.stdout.splitlines()[-1] == loader.backend_description()
        assert loader.backend in ("numpy", *loader.levels())
        assert requested not in loader.levels() or loader.backend == requested


def test_a_level_that_the_processor_lacks_selects_the_best_available(best, monkeypatch):
    class OldProcessor:
        def kern_level(self):
            return 0

    library = loader._library()
    monkeypatch.setattr(OldProcessor, "__getattr__", lambda self, name: getattr(library, name), raising=False)
    monkeypatch.setattr(OldProcessor, "__getitem__", lambda self, name: library[name], raising=False)
    monkeypatch.setattr(loader, "_library", OldProcessor)
    with running("avx512"):
        assert loader.backend == "base"
        assert (
            loader.backend_description()
            == "The kernels are compiled code (base), because this processor has no avx512."
        )


def test_without_a_library_numpy_runs_and_gives_the_reason(monkeypatch):
    monkeypatch.setattr(loader.importlib.util, "find_spec", lambda name: None)
    with running(""):
        assert (loader.backend, loader.levels()) == ("numpy", ())
        assert loader.backend_description() == (
            "The kernels are the numpy reference, because they were not compiled: "
            "there was no working C compiler at the installation."
        )
        assert nearest(np.eye(3), np.eye(3)[:2])[0].tolist() == [0, 1, 0]


def test_a_library_of_another_version_is_rejected(best, monkeypatch):
    monkeypatch.setattr(loader, "ABI", loader.ABI + 1)
    with running(""):
        assert loader.backend == "numpy"
        assert "other sources: install the program again" in loader.reason


def test_a_library_that_cannot_be_loaded_is_rejected(monkeypatch, tmp_path):
    broken = tmp_path / "_kern.so"
    broken.write_bytes(b"nothing")
    spec = loader.importlib.util.spec_from_file_location("_kern", broken)
    monkeypatch.setattr(loader.importlib.util, "find_spec", lambda name: spec)
    with running("avx2"):
        assert loader.backend == "numpy"
        assert loader.reason.startswith("the compiled ones cannot be loaded (")
