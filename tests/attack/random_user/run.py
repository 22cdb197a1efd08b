"""The random user: runs its processes and reports every fault with its seed and the last actions.

`python -m tests.attack user --actions 50000 --seed 7`; one process is repeated by
`python -m tests.attack user --seed 7-31 --actions 250`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ACTIONS_PER_PROCESS = 250
TIMEOUT = 1800
"""Seconds after which a process counts as hanging."""
LAST_ACTIONS = 6
"""How many of the last actions are reported with a fault."""
ACTION_PATTERN = re.compile(r"\d+ ")
FEATURE_PATTERN = re.compile(r"\d+ ([a-z ]+): ")
"""How an action of a feature is written."""
REPORTED_AT_THE_END = "cannot be written"
"""What a program that ends writes to its log and to standard error of a file that it could not save."""
ENDS = {"SIGINT": 130, "SIGTERM": 143}
"""The exit codes of a program that was ended by a signal."""


@dataclass(frozen=True)
class Outcome:
    """What one process of the random user did, how many actions of each feature were among it."""

    seed: str
    actions: int
    faults: tuple[str, ...]
    features: Counter[str]


def attack(seed: str, actions: int, folder: Path) -> Outcome:
    """Runs one process with at most so many actions, in a folder of its own."""
    home = folder / f"home-{seed}"
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.attack.random_user.child", "--seed", seed]
    with subprocess.Popen(
        [*command, "--actions", str(actions)],
        cwd=home,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
    lines = out.splitlines()
    count = sum(bool(ACTION_PATTERN.match(line)) for line in lines)
    found = Counter(match[1] for line in lines if (match := FEATURE_PATTERN.match(line)))
    return Outcome(seed, count, tuple(faults(lines, err, process.returncode)), found)


def environment(home: Path) -> dict[str, str]:
    """The environment of a process, whose user files are in a folder of its own."""
    places = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    private = dict.fromkeys(places, str(home))
    shown = {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return {**os.environ, **private, **shown, "PYTHONPATH": str(ROOT), "TMPDIR": str(home)}


def faults(lines: list[str], stderr: str, exit_code: int) -> list[str]:
    """The faults that a process reported, those of its end, and what was written to standard error."""
    found, actions = [], [""]
    for line in lines:
        if line.startswith("FAULT") and REPORTED_AT_THE_END in line and actions[-1].startswith("quit by"):
            continue
        if line.startswith("FAULT"):
            found.append(f"{line[6:]} (after {' / '.join(actions[-LAST_ACTIONS:])})")
        else:
            actions.append(line)
    expected = next((code for name, code in ENDS.items() if actions[-1] == f"quit by {name}"), 0)
    last = " / ".join(actions[-LAST_ACTIONS:])
    if exit_code != expected:
        found.append(f"exit code {exit_code} in place of {expected} (after {last})")
    stderr = "".join(line for line in stderr.splitlines(True) if REPORTED_AT_THE_END not in line)
    if stderr:
        found.append(f"standard error: {stderr[-4000:]} (after {last})")
    return found


def main(arguments: list[str]) -> int:
    """Runs processes until all actions are done, and returns the number of faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack user")
    parser.add_argument("--actions", type=int, default=2_000, help="how many actions in all")
    parser.add_argument("--seed", default="0", help="the random seed")
    options = parser.parse_args(arguments)
    done, number, count, features = 0, 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        while done < options.actions:
            seed = options.seed if "-" in options.seed else f"{options.seed}-{number}"
            outcome = attack(seed, min(ACTIONS_PER_PROCESS, options.actions - done), Path(folder))
            done, number, count = done + outcome.actions, number + 1, count + len(outcome.faults)
            features += outcome.features
            for fault in outcome.faults:
                print(f"seed {seed}: {fault}", flush=True)
            print(f"{done:,} actions, {count} faults", flush=True)
            if "-" in options.seed or not outcome.actions:  # one process, or it does not even start
                break
    print("features: " + ", ".join(f"{name} {n}" for name, n in features.most_common()), flush=True)
    return count
