"""Reads hostile files in child processes and reports every file that is no table and gives no sentence.

`python -m tests.attack files --count 2000 --seed 0`; one file is repeated by `--seed SEED --count 1`.
"""

import argparse
import json
import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import TracebackType

from tests.attack.hostile_files.recipes import write_hostile_file

ROOT = Path(__file__).resolve().parents[3]
CPU_SECONDS = 10.0
"""How long a file may keep the processor busy."""
WAIT_SECONDS = 100.0
"""How long a file may take on a machine with other work; a reader that waits for ever is found by it."""
MAX_SENTENCE = 400


@dataclass(frozen=True)
class Fault:
    """A file that was not refused in a sentence, and what happened in place of it."""

    seed: int
    recipe: str
    words: str


class ReadingProcess:
    """A child process that reads one file after another; it is replaced when it dies or hangs."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> "ReadingProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._errors.close()

    def fault(self, path: Path) -> str:
        """What is wrong with what came of reading a file; empty where nothing is."""
        child = self._child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(str(path)).encode() + b"\n")
        child.stdin.flush()
        if not self._answers(child):
            self._end()
            return f"hangs: no answer after {CPU_SECONDS:g} s of the processor or {WAIT_SECONDS:g} s"
        line = child.stdout.readline()
        if not line:
            code = child.wait()
            self._end()
            return f"the process ended with code {code}: {self._said()}"
        return _wrong(json.loads(line)) or self._said()

    def _answers(self, child: "subprocess.Popen[bytes]") -> bool:
        """Whether the child answers in time."""
        busy, began = _cpu_seconds(child.pid), monotonic()
        while not select.select([child.stdout], [], [], 0.2)[0]:
            if _cpu_seconds(child.pid) - busy > CPU_SECONDS or monotonic() - began > WAIT_SECONDS:
                return False
        return True

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "POLARS_MAX_THREADS": "2",
            "MALLOC_ARENA_MAX": "2",  # addresses that are reserved for threads count, too
        }
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.attack.hostile_files.child"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _said(self) -> str:
        """What the child wrote to standard error since the last file."""
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace")
        self._errors.seek(0)
        self._errors.truncate()
        return said.strip()[-1000:]


def _wrong(found: dict[str, object]) -> str:
    """What is wrong with an outcome; empty where nothing is."""
    sentence = found.get("sentence")
    if sentence is None:
        _, width = found["shape"]
        return (
            "" if found["names"] == width + found["texts"] and width else f"names and columns differ: {found}"
        )
    assert isinstance(sentence, str)
    sound = sentence.endswith(".") and sentence.isprintable() and len(sentence) < MAX_SENTENCE
    return "" if sound else f"no sentence: {sentence!r}"


def _cpu_seconds(process: int) -> float:
    """How long a process has kept the processor busy; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def attack(seeds: Iterable[int]) -> list[Fault]:
    """Reads the files of some seeds and returns the faults."""
    faults = []
    with tempfile.TemporaryDirectory() as folder, ReadingProcess() as process:
        for seed in seeds:
            recipe, path = write_hostile_file(seed, Path(folder))
            if words := process.fault(path):
                faults.append(Fault(seed, recipe, words))
            path.unlink()
    return faults


def main(arguments: list[str]) -> int:
    """Runs the attack with the options of the command; returns the number of faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack files")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options, _ = parser.parse_known_args(arguments)
    faults = attack(range(options.seed, options.seed + options.count))
    for fault in faults:
        print(f"seed {fault.seed}, {fault.recipe}: {fault.words}")
    print(f"{options.count} files, {len(faults)} faults")
    return len(faults)
