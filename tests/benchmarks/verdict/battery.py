"""`python -m tests.benchmarks verdict [--seeds A..B] [--readme]`: answers on data with a known answer.

Each cell counts the data sets on which a rule is right / leaves K open / is wrong.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from time import process_time

import numpy as np

from tests.benchmarks.measuring import machine
from tests.benchmarks.table import line, put_into_readme
from tests.benchmarks.verdict.data import families
from tests.benchmarks.verdict.rules import RULES, Answer, answers, grade

GROUPS = {
    "none": "no clusters: uniform, Gaussian, t3, correlated, lognormal, ring, disc",
    "compact": "compact, K 2 to 9, unequal, touching, d to 50, n from 20",
    "overlapping": "overlapping, long, nested, one column x 1000",
    "outliers": "1 % outliers",
    "pairs": "pairs of clusters",
    "curved": "moons, circles, spirals, a ring and a blob",
    "real": "iris, wine, penguins",
}
Place = tuple[int, int]
"""The number of a family, and a seed."""
Counts = dict[tuple[str, str], Counter]


def battery(seeds: str, into_readme: bool) -> int:
    """Prints every answer of the program that is not right, then the table; into the README if wanted."""
    low, _, high = seeds.partition("..")
    counts: Counts = {(group, rule): Counter() for group in GROUPS for rule in RULES}
    places = list(places_of(range(int(low), int(high or low) + 1)))
    with ProcessPoolExecutor() as pool:
        for (number, seed), (said, seconds) in zip(places, pool.map(answers_at, places), strict=True):
            family = families()[number]
            for rule, answer in said.items():
                counts[family.group, rule][grade(family, answer)] += 1
            mark = grade(family, said["ours"])
            if mark != "right":
                print(mark, family.name, seed, said["ours"], f"{seconds:.1f} s", flush=True)
    text = f"{machine()} Seeds {seeds}.\n\n{table_of(counts)}"
    print(text)
    if into_readme:
        put_into_readme("verdict", text)
    return 0


def places_of(seeds: Sequence[int]) -> Iterator[Place]:
    """Every family with every seed, the real data once."""
    for seed in seeds:
        for number, family in enumerate(families()):
            if family.random or seed == seeds[0]:
                yield number, seed


def table_at(place: Place) -> np.ndarray:
    """The table of a family with a seed."""
    number, seed = place
    return families()[number].make(np.random.default_rng((seed, number)))


def answers_at(place: Place) -> tuple[dict[str, Answer | None], float]:
    """The answer of each rule on a table, and the seconds of CPU that they took."""
    began = process_time()
    return answers(table_at(place)), process_time() - began


def table_of(counts: Counts) -> str:
    """The table in Markdown: one row for each group, and all."""
    head = ("data", "sets", *RULES)
    rows = [[words, *cells([counts[group, rule] for rule in RULES])] for group, words in GROUPS.items()]
    total = [sum((counts[group, rule] for group in GROUPS), Counter()) for rule in RULES]
    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows), line(["all", *cells(total)])])


def cells(found: Sequence[Counter]) -> list[str]:
    """How many sets there are, and right / open / wrong for each rule."""
    return [f"{found[0].total()}", *(f"{one['right']} / {one['open']} / {one['wrong']}" for one in found)]
