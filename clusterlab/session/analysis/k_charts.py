"""What the charts over K show, as values: lines, bands, errors and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.formatting import format_number
from clusterlab.core.objective import Objective
from clusterlab.core.points import Points
from clusterlab.metrics.k_sweep import SweepEntry, best_k, has_gap_statistic, sweep_gap, sweep_knee
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot

Lines = Mapping[str, Sequence[SweepEntry]]

SILHOUETTE = Objective(
    "Silhouette",
    "silhouette",
    lower_is_better=False,
    help="The mean over all points of (b − a) / max(a, b): a to the own cluster, b to the next.",
)
GAP_STATISTIC = Objective(
    "Gap",
    "gap",
    lower_is_better=False,
    help=(
        "How far the logarithm of the inertia lies below that of uniform references in the box along the "
        "principal axes of the data, with one standard error. The least K is chosen whose gap is not below "
        "that of the next by more than its error (Tibshirani 2001)."
    ),
)
SEPARATION_SCORES = (
    Objective(
        "Calinski-Harabasz",
        "calinski_harabasz",
        lower_is_better=False,
        help="The variance between the clusters over that within them, each by its degrees of freedom: "
        "higher is better.",
    ),
    Objective(
        "Davies-Bouldin",
        "davies_bouldin",
        lower_is_better=True,
        help="How wide a cluster is beside how far it lies from the one that it is least told from, on "
        "average: lower is better.",
    ),
)
SINGLE_LINE_COLORS = {
    "silhouette": 2,
    "bic": 4,
    "aic": 5,
    "gap": 3,
    "calinski_harabasz": 5,
    "davies_bouldin": 4,
}
"""The palette numbers of lines that stand alone; others are 0."""
LINE_COLORS = (0, 3, 2, 4)
"""The palette numbers of several lines in one chart."""


@dataclass(frozen=True)
class KChartLine:
    """A quantity over K, None where it is not known or not defined; `collapsed` says where a fit failed."""

    name: str
    color: int
    values: tuple[float | None, ...]
    collapsed: tuple[bool, ...]


@dataclass(frozen=True)
class KChartData:
    """One chart over K; its first line is that of the algorithm itself.

    `errors` are those of the first line, `band` the least and greatest value without any clusters.
    """

    key: str
    title: str
    ks: tuple[int, ...]
    lines: tuple[KChartLine, ...]
    conclusion: str = ""
    marked_k: int | None = None
    help: str = ""
    from_zero: bool = False
    errors: tuple[float | None, ...] = ()
    band: tuple[tuple[float | None, float | None], ...] = ()

    def words(self, k: int) -> str:
        """What the chart says at a K."""
        at = self.ks.index(k)
        several = len(self.lines) > 1
        parts = [
            f"{line.name} {format_number(value)}{' (collapsed)' if line.collapsed[at] else ''}".strip()
            for line in self.lines
            if (value := line.values[at]) is not None or not several
        ]
        error = self.errors[at] if self.errors else None
        spread = "" if error is None else f" ± {format_number(error)}"
        return f"K {k}: {' · '.join(parts)}{spread}"


@dataclass(frozen=True, eq=False)
class KChartPage:
    """All charts of a sweep on one page, with the verdict, and the silhouettes at the K that is marked."""

    title: str
    verdict: str
    k_charts: tuple[KChartData, ...]
    k: int | None
    silhouettes: SilhouettePlot | None = None


def chart_titles(algorithm: Algorithm) -> dict[str, str]:
    """The titles of the charts that an algorithm has, by their keys."""
    found = {one.key: one.name for one in _charted_figures(algorithm)}
    return found | {algorithm.criterion.key: _title(algorithm)}


def default_charts(algorithm: Algorithm) -> tuple[str, ...]:
    """The keys of the charts that are shown unless a person wants others."""
    return tuple(key for key in chart_titles(algorithm) if key in _default_charts(algorithm))


def k_charts(
    algorithm: Algorithm,
    lines: Lines,
    ks: Sequence[int],
    points: Points,
    complete: bool = True,
    treatment: str = "",
) -> list[KChartData]:
    """Every chart of a sweep, as far as it is known; what it says is told when it is `complete`."""
    own = next(iter(lines.values()), ())
    found = []
    for quantity in _charted_figures(algorithm):
        shown = tuple(k for k in ks if k > 1) if _needs_two_clusters(quantity) else tuple(ks)
        conclusion, marked_k = _conclusion(algorithm, quantity, own) if complete else ("", None)
        found.append(
            KChartData(
                key=quantity.key,
                title=chart_titles(algorithm)[quantity.key],
                ks=shown,
                lines=_lines(quantity, lines, shown),
                conclusion=conclusion,
                marked_k=marked_k,
                help=f"{quantity.help}{treatment}{_sample(quantity, own, points)}",
                from_zero=quantity.key in ("inertia", "silhouette", "davies_bouldin", "calinski_harabasz"),
                errors=_errors(own, shown) if quantity is GAP_STATISTIC else (),
                band=_band(own, shown, points) if quantity.key == "inertia" else (),
            )
        )
    return found


def _charted_figures(algorithm: Algorithm) -> list[Objective]:
    gap = [GAP_STATISTIC] if has_gap_statistic(algorithm) else []
    return [algorithm.criterion, SILHOUETTE, *gap, *algorithm.other_criteria, *SEPARATION_SCORES]


def _default_charts(algorithm: Algorithm) -> set[str]:
    return {algorithm.criterion.key, "silhouette", "gap"}


def _title(algorithm: Algorithm) -> str:
    return "Elbow" if algorithm.criterion.key == "inertia" else algorithm.criterion.name


def _needs_two_clusters(quantity: Objective) -> bool:
    """Whether a quantity compares clusters, so that one alone has none."""
    return quantity in (SILHOUETTE, *SEPARATION_SCORES)


def _lines(quantity: Objective, lines: Lines, ks: Sequence[int]) -> tuple[KChartLine, ...]:
    color = SINGLE_LINE_COLORS.get(quantity.key, 0)
    colors = [color] if len(lines) == 1 else LINE_COLORS
    made = []
    for number_, (name, entries) in zip(colors, lines.items(), strict=False):
        known = {entry.k: entry for entry in entries}
        values = tuple(known[k].value(quantity.key) if k in known else None for k in ks)
        made.append(KChartLine(name, number_, values, tuple(k in known and known[k].collapsed for k in ks)))
    return tuple(made)


def _conclusion(
    algorithm: Algorithm, quantity: Objective, entries: Sequence[SweepEntry]
) -> tuple[str, int | None]:
    """What a whole curve says in few words, and the K that it marks."""
    if quantity is algorithm.criterion and quantity is algorithm.objective:
        return _knee_conclusion(algorithm, entries)
    if quantity is GAP_STATISTIC:
        return _gap_conclusion(entries)
    found = best_k(entries, quantity.key, quantity.lower_is_better)
    extreme = "lowest" if quantity.lower_is_better else "highest"
    if found is None:
        return "not defined", None
    if quantity is algorithm.objective:
        return "always rises with K", None
    more = _collapse_note(entries, found) or (" · lower is better" if quantity.lower_is_better else "")
    return f"{extreme} at K = {found}{more}", found


def _collapse_note(entries: Sequence[SweepEntry], best: int) -> str:
    """What there is to say of a best K among fits some of which have collapsed: these lose to sound ones."""
    if not any(entry.collapsed for entry in entries):
        return ""
    return ", collapsed" if any(entry.collapsed for entry in entries if entry.k == best) else " of sound fits"


def _knee_conclusion(algorithm: Algorithm, entries: Sequence[SweepEntry]) -> tuple[str, int | None]:
    """Where the knee of the objective is; the title may name the objective already."""
    if not algorithm.has_comparable_objective:
        return "each K has its own space", None
    found, name = sweep_knee(algorithm, entries), algorithm.criterion.name
    conclusion = "no knee" if found is None else f"knee at K = {found}, a heuristic"
    beyond = _range_problem(entries, algorithm.criterion.key)
    if beyond:
        return f"{beyond} · {conclusion}", found
    return conclusion if _title(algorithm) == name else f"{name.lower()} · {conclusion}", found


def _range_problem(entries: Sequence[SweepEntry], key: str) -> str:
    """Whether no number holds a figure in the units of the data; what is inside the program has others."""
    heights = [entry.figures[key] for entry in entries]
    if not all(map(isfinite, heights)):
        return "too large to draw"
    return "too small to draw" if not any(heights) and any(entry.step.objective for entry in entries) else ""


def _gap_conclusion(entries: Sequence[SweepEntry]) -> tuple[str, int | None]:
    if all(entry.gap is None for entry in entries):
        return "not computed", None
    if all(entry.value("gap") is None for entry in entries):
        return "not defined", None
    found = sweep_gap(entries)
    return ("grows to the end" if found is None else f"says K = {found}"), found


def _errors(entries: Sequence[SweepEntry], ks: Sequence[int]) -> tuple[float | None, ...]:
    known = {entry.k: entry.gap.error for entry in entries if entry.gap is not None}
    return tuple(known.get(k) for k in ks)


def _band(
    entries: Sequence[SweepEntry], ks: Sequence[int], points: Points
) -> tuple[tuple[float | None, float | None], ...]:
    """Between which inertias the uniform references lie, in the data's units."""
    gaps = {entry.k: entry.gap for entry in entries if entry.gap is not None}
    squared = points.units.squared
    return tuple((squared(gaps[k].low), squared(gaps[k].high)) if k in gaps else (None, None) for k in ks)


def _sample(quantity: Objective, entries: Sequence[SweepEntry], points: Points) -> str:
    """On how many points a quantity was computed, where it was not all."""
    sizes = [entry.silhouette_of for entry in entries if entry.silhouette_of]
    if quantity is SILHOUETTE and sizes and max(sizes) < points.n:
        return f" Computed on a sample of {max(sizes):,} points."
    gaps = [entry.gap for entry in entries if entry.gap is not None]
    if quantity in (GAP_STATISTIC,) and gaps:
        size = f", of {gaps[0].of:,} points each" if gaps[0].of < points.n else ""
        return f" {gaps[0].references} references{size}."
    return ""
