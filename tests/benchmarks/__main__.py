"""`python -m tests.benchmarks [NAME] [--busy] [--cpu] [--json OUT] [--readme]`: the program and its peers.

Only the rows whose name holds NAME are measured; `--json -` writes to standard output in place of the
table, `--busy` keeps one core busy meanwhile, `--cpu` also measures CPU time on one core, and `--readme` puts
the rows into the table of the README, which says which of the others are from another machine.
`python -m tests.benchmarks growth [--readme]` measures how the cost of a step grows;
`python -m tests.benchmarks compiled [--readme]` measures what the compiled kernels buy;
`python -m tests.benchmarks scale [--readme]` measures twenty million rows in shards.
`python -m tests.benchmarks minima [--readme]` counts how often the best known inertia is reached in time.
`python -m tests.benchmarks verdict [--seeds A..B] [--readme]` counts right answers to the number of clusters.
"""

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import import_module

from sklearn.exceptions import ConvergenceWarning

from tests.benchmarks.busy import busy_core
from tests.benchmarks.measuring import Gauge, Outcome, Race, Target, machine, run
from tests.benchmarks.peers import missing
from tests.benchmarks.table import HEAD, between, cells, line, put_into_readme, readme_text, renewed, write

MODULES = (
    "lloyd",
    "reading",
    "preparing",
    "seeding",
    "minima",
    "minibatches",
    "sweeps",
    "mixtures",
    "widetables",
    "densities",
    "silhouettes",
    "hierarchies",
    "grams",
    "spectra",
    "painting",
    "playing",
    "opening",
    "commands",
    "memory",
)
"""Each has `races()`, which yields the name of every row and a function that makes what is measured, and
`ROWS`, one tuple for each of them with the target at its end."""
TABLES = {
    "growth": ("growth", "grow"),
    "compiled": ("compiled", "compare"),
    "minima": ("known_minima", "find"),
    "scale": ("scale", "scale"),
}
"""Names that ask for a table of its own: the module that measures it, and its function."""
BUSY = " Another process kept one core busy."


def main() -> int:
    """Measures what was asked for and prints it, each row when it is there."""
    asked = arguments()
    if asked.name == "verdict":
        from tests.benchmarks.verdict.battery import battery

        return battery(asked.seeds, asked.readme)
    if asked.name in TABLES:
        module, does = TABLES[asked.name]
        return getattr(import_module(f"tests.benchmarks.{module}"), does)(asked.readme)
    with busy_core() if asked.busy else nullcontext():
        outcomes = shown(asked)
    if asked.json:
        write(asked.json, where(asked), outcomes)
    if asked.readme and outcomes:
        works, old = [work for work, _, _ in rows()], between("benchmarks", readme_text())
        put_into_readme("benchmarks", renewed(old, where(asked), outcomes, works))
    return 0 if outcomes else 2


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument(
        "name",
        nargs="?",
        default="",
        metavar="NAME",
        help="part of the names of rows, growth, compiled, minima, scale or verdict",
    )
    parser.add_argument("--busy", action="store_true", help="keep one core busy meanwhile")
    parser.add_argument("--cpu", action="store_true", help="also measure CPU time on one core")
    parser.add_argument("--json", metavar="OUT", help="a file for the numbers, or - for standard output")
    parser.add_argument("--readme", action="store_true", help="write the rows into the README")
    parser.add_argument("--seeds", default="100..119", metavar="A..B", help="the seeds of verdict")
    asked = parser.parse_args()
    if asked.readme and asked.busy:
        parser.error("The README takes what was measured while nothing else ran.")
    return asked


def shown(asked: argparse.Namespace) -> list[Outcome]:
    """The outcomes, each printed as soon as it is there unless standard output is wanted for JSON."""
    outcomes, prints = [], asked.json != "-"
    if prints:
        print(where(asked), "", line(HEAD), line(["---"] * len(HEAD)), sep="\n", flush=True)
    for outcome in measured(asked.name, asked.cpu):
        outcomes.append(outcome)
        if prints:
            print(line(cells(outcome)), flush=True)
    return outcomes


def measured(name: str, cpu: bool) -> Iterator[Outcome]:
    """The outcomes of the rows whose name holds `name`, with CPU times on one core if wanted."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # twenty steps are not to the end
        for work, _, made in rows():
            if name in work:
                yield run(made(), cpu=cpu)


def rows() -> Iterator[tuple[str, float | Target | None, Callable[[], Race | Gauge]]]:
    """The name of every row, its target and the function that makes it."""
    for name in MODULES:
        module = import_module(f"tests.benchmarks.{name}")
        for (work, made), row in zip(module.races(), module.ROWS, strict=True):
            yield work, row[-1], made


def where(asked: argparse.Namespace) -> str:
    """The machine, and what else ran on it."""
    return machine() + missing() + BUSY * asked.busy


if __name__ == "__main__":
    sys.exit(main())
