"""`python -m tests.benchmarks [NAME] [--json OUT]`: times of the program and of what people use instead.

Only the races whose name holds NAME are run; `--json -` writes to standard output in place of the table.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from sklearn.exceptions import ConvergenceWarning

from tests.benchmarks import lloyd, mixtures, silhouettes, sweeps
from tests.benchmarks.measuring import Outcome, machine, run

RACES = (lloyd, sweeps, mixtures, silhouettes)
HEAD = ("work", "ours", "best peer", "ratio", "at least", "")


def main() -> int:
    """Runs what was asked for and prints it, each row when it is there."""
    asked = arguments()
    warnings.simplefilter("ignore", ConvergenceWarning)
    table = asked.json != "-"
    outcomes = []
    if table:
        print(machine(), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    for outcome in measured(asked.name):
        outcomes.append(outcome)
        if table:
            print(line(cells(outcome)), flush=True)
    if asked.json:
        write(asked.json, outcomes)
    return 0 if outcomes else 2


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="part of the name of the races")
    parser.add_argument("--json", metavar="OUT", help="a file for the numbers, or - for standard output")
    return parser.parse_args()


def measured(name: str) -> Iterator[Outcome]:
    """The outcomes of the races whose name holds `name`."""
    for races in RACES:
        for work, made in races.races():
            if name in work:
                yield run(made())


def cells(outcome: Outcome) -> list[str]:
    """One row of the table."""
    return [
        outcome.work,
        f"{outcome.times['ours'] * 1e3:,.1f} ms",
        f"{outcome.times[outcome.peer] * 1e3:,.1f} ms ({outcome.peer})",
        f"{outcome.ratio:.1f}",
        f"{outcome.target:g}",
        "" if outcome.reached else "missed",
    ]


def line(words) -> str:
    """Cells as a line of a table in Markdown."""
    return f"| {' | '.join(words)} |"


def write(place: str, outcomes: list[Outcome]) -> None:
    """The numbers as JSON: seconds, ratios and targets."""
    rows = [{**vars(outcome), "ratio": outcome.ratio, "reached": outcome.reached} for outcome in outcomes]
    text = json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n"
    if place == "-":
        sys.stdout.write(text)
    else:
        Path(place).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
