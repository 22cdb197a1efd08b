"""Kills processes while they save a session, at random moments: the file always holds one of the sessions.

`python -m tests.attack saves --count 1000 --seed 0`
"""

import argparse
import os
import signal
import tempfile
from pathlib import Path
from random import Random
from threading import Event
from typing import NoReturn

from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.session.saved.saved_session import SavedSession
from clusterlab.session.saved.session_file import read_session, save_session
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.session import Session

MAX_DELAY = 0.03
"""Seconds after which a process is killed at the latest; in these it saves some times."""
ROWS = 20_000


def sessions() -> tuple[Session, Session]:
    """Two sessions with other data, so that a mixture of both would be noticed."""
    first, second = (
        OpenedFile(Path("Clipboard"), content=b"a,b\n" + b"%d,%d\n" % (i, i + 1) * ROWS) for i in (1, 2)
    )
    return Session.of(first, KMeans(k=1)), Session.of(second, KMeans(k=1))


def save_for_ever(path: Path, both: tuple[Session, Session]) -> NoReturn:
    """Saves both sessions in turn to the same file."""
    while True:
        for session in both:
            save_session(path, SavedSession(session))


def fault(path: Path, both: tuple[Session, Session], delay: float) -> str:
    """What is wrong with a file after a process that saves to it was killed; empty where nothing is."""
    process = os.fork()
    if not process:
        save_for_ever(path, both)
    Event().wait(delay)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    try:
        found = read_session(path).saved.session
    except ValueError as error:
        return str(error)
    return "" if found in both else "the file holds another session"


def attack(count: int, seed: int, folder: Path) -> list[str]:
    """Kills so many processes; returns the faults, and files that are left behind after the next save."""
    rng, both, path = Random(seed), sessions(), folder / "some.clab"
    save_session(path, SavedSession(both[0]))
    faults = [words for _ in range(count) if (words := fault(path, both, rng.uniform(0, MAX_DELAY)))]
    save_session(path, SavedSession(both[0]))
    return faults + [f"{left.name} is left behind" for left in folder.iterdir() if left != path]


def main(arguments: list[str]) -> int:
    """Runs the attack with the options of the command; returns the number of faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack saves")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        faults = attack(options.count, options.seed, Path(folder))
    print(*faults, f"{options.count} killed saves, {len(faults)} faults", sep="\n")
    return len(faults)
