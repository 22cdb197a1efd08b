"""Outcomes as a table in Markdown, as JSON, and in the README between its markers."""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.measuring import Outcome, aim

README = Path(__file__).parents[2] / "README.md"
HEAD = ("work", "ours", "best peer", "ratio", "on one core", "target", "")
EARLIER = "earlier"
ELSEWHERE = f"Rows marked as *{EARLIER}* were measured before, on: "
ELSEWHERE_OF = re.compile(re.escape(ELSEWHERE) + "(.*)")


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
    """How many times as fast, or where that is bounded, as long; also beside those with own targets."""
    if outcome.target is not None and aim(outcome.target).ceiling:
        return f"{outcome.value:.2f} times as long"
    own = [f"{times:.1f} {side}" for side, times in outcome.own_ratios.items() if side != outcome.peer]
    return ", ".join([f"{outcome.value:.1f}", *own])


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


def renewed(old: str, machine: str, outcomes: Iterable[Outcome], works: Iterable[str]) -> str:
    """The `old` text with its table, with the rows that were measured on this machine in place of old ones.

    The rows are in the order of `works`, and those without a row there go. Rows of another machine are marked
    until they are measured again, and the text says which machine that was.
    """
    old_machine, elsewhere = machine_of(old), ELSEWHERE_OF.findall(old)
    kept = {row[0]: row for row in rows_of(old)}
    if old_machine and old_machine != machine:
        kept = {work: marked_as_earlier(row) for work, row in kept.items()}
        elsewhere.append(old_machine)
    rows = kept | {outcome.work: cells(outcome) for outcome in outcomes}
    shown = [rows[work] for work in works if work in rows]
    lines = [machine, "", line(HEAD), line(["---"] * len(HEAD)), *map(line, shown)]
    if any(row[-1].endswith(EARLIER) for row in shown):
        lines += ["", ELSEWHERE + " Or: ".join(dict.fromkeys(elsewhere))]
    return "\n".join(lines)


def machine_of(text: str) -> str:
    """The machine that a text with a table begins with; empty where there is none."""
    first = text.strip().partition("\n")[0]
    return "" if first.startswith("|") else first


def rows_of(text: str) -> list[list[str]]:
    """The cells of the rows of the table in a text."""
    lines = [words for words in text.splitlines() if words.startswith("|")]
    return [[cell.strip() for cell in words.strip().strip("|").split("|")] for words in lines[2:]]


def marked_as_earlier(row: list[str]) -> list[str]:
    """A row whose last cell says that another machine took it."""
    words = [] if not row[-1] else row[-1].split(", ")
    return [*row[:-1], ", ".join([*words, *([] if EARLIER in words else [EARLIER])])]


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


def readme_text(readme: Path | None = None) -> str:
    """What the README says."""
    return (readme or README).read_text(encoding="utf-8")


def put_into_readme(name: str, text: str, readme: Path | None = None) -> None:
    """Writes a text between the markers of that name."""
    readme = readme or README
    old = readme_text(readme)
    between(name, old)
    new = re.sub(marked(name), lambda found: found[1] + text.strip() + found[3], old, flags=re.DOTALL)
    readme.write_text(new, encoding="utf-8")


def marked(name: str) -> str:
    """The pattern of two markers and what stands between them."""
    return f"(<!-- {name} -->\n)(.*?)(\n?<!-- end of {name} -->)"
