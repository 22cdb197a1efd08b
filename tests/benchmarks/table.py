"""Outcomes as a table in Markdown, as JSON, and in the README between its markers."""

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.measuring import Outcome, Target, aim

README = Path(__file__).parents[2] / "README.md"
HEAD = ("work", "ours", "best peer", "ratio", "on one core", "target", "")


def cells(outcome: Outcome) -> list[str]:
    """One row of the table."""
    target = "" if outcome.target is None else aim(outcome.target).words()
    missed = "" if outcome.reached else "missed"
    if not outcome.times:
        return [outcome.work, f"{rounded(outcome.figure)} {outcome.unit}", "", "", "", target, missed]
    peer = f"{milliseconds(outcome.times[outcome.peer])} ({outcome.peer})"
    ours = milliseconds(outcome.times["ours"])
    alone = "" if outcome.cpu_ratio is None else f"{outcome.cpu_ratio:.1f}"
    return [outcome.work, ours, peer, ratio(outcome), alone, target, missed]


def ratio(outcome: Outcome) -> str:
    """How many times as fast, or where that is bounded, as long."""
    return (
        f"{outcome.value:.2f} times as long" if isinstance(outcome.target, Target) else f"{outcome.value:.1f}"
    )


def milliseconds(seconds: float) -> str:
    """A time with as many digits as it deserves."""
    return f"{rounded(seconds * 1e3)} ms"


def rounded(figure: float) -> str:
    """Three digits, or all that stand before the point."""
    digits = 0 if figure >= 100 else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f}"


def line(words) -> str:
    """Cells as a line of a table in Markdown."""
    return f"| {' | '.join(words)} |"


def table(outcomes: list[Outcome]) -> str:
    """The whole table in Markdown."""
    return "\n".join([line(HEAD), line(["---"] * len(HEAD)), *(line(cells(outcome)) for outcome in outcomes)])


def write(place: str, machine: str, outcomes: list[Outcome]) -> None:
    """The numbers as JSON: seconds, figures, targets and whether they were reached."""
    rows = [asdict(outcome) | {"value": outcome.value, "reached": outcome.reached} for outcome in outcomes]
    text = json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n"
    if place == "-":
        sys.stdout.write(text)
    else:
        Path(place).write_text(text, encoding="utf-8")


def between(name: str, text: str) -> str:
    """What stands between the markers of that name in a text; raises ValueError where there are none."""
    found = re.search(marked(name), text, re.DOTALL)
    if found is None:
        raise ValueError(f"There are no markers <!-- {name} --> and <!-- end of {name} --> in the README.")
    return found[2]


def put_into_readme(name: str, text: str, readme: Path | None = None) -> None:
    """Writes a text between the markers of that name."""
    readme = readme or README
    old = readme.read_text(encoding="utf-8")
    between(name, old)
    new = re.sub(marked(name), lambda found: found[1] + text.strip() + found[3], old, flags=re.DOTALL)
    readme.write_text(new, encoding="utf-8")


def marked(name: str) -> str:
    """The pattern of two markers and what stands between them."""
    return f"(<!-- {name} -->\n)(.*?)(\n?<!-- end of {name} -->)"
