"""The charts over K as values: lines, bands, errors and conclusions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message, join, sentences, without_fields
from clusterlab.core.objective import INERTIA, Objective
from clusterlab.core.points import Points
from clusterlab.core.terms import sentence_of
from clusterlab.metrics.k_sweep import SweepEntry, best_k, sweep_gap, sweep_knee, why_no_sweep_gap
from clusterlab.session.analysis.silhouette_plot import SilhouettePlot
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing

Lines = Mapping[str, Sequence[SweepEntry]]

SILHOUETTE = Objective(
    "Silhouette",
    "silhouette",
    lower_is_better=False,
    help=sentence_of("Silhouette"),
    from_zero=True,
)
GAP_STATISTIC = Objective(
    "Gap",
    "gap",
    lower_is_better=False,
    help=f"{sentence_of('Gap')} The least K is chosen whose gap no later one exceeds by three of its errors.",
)
SEPARATION_SCORES = (
    Objective(
        "Calinski-Harabasz",
        "calinski_harabasz",
        lower_is_better=False,
        help=sentence_of("Calinski-Harabasz"),
        from_zero=True,
    ),
    Objective(
        "Davies-Bouldin",
        "davies_bouldin",
        lower_is_better=True,
        help=sentence_of("Davies-Bouldin"),
        from_zero=True,
    ),
)


@dataclass(frozen=True)
class KChartLine:
    """A quantity over K, None where it is not known or not defined, and where the fit has `collapsed`."""

    name: str
    values: tuple[float | None, ...]
    collapsed: tuple[bool, ...]


@dataclass(frozen=True)
class KChartData:
    """One chart over K; its first line is that of the algorithm itself.

    `errors` are the standard errors of the first line, `band` the range of uniform references.
    """

    key: str
    title: str
    ks: tuple[int, ...]
    lines: tuple[KChartLine, ...]
    conclusion: Message = Message()
    marked_k: int | None = None
    help: Message = Message()
    from_zero: bool = False
    errors: tuple[float | None, ...] = ()
    band: tuple[tuple[float | None, float | None], ...] = ()

    @property
    def values(self) -> dict[int, float | None]:
        """The values of the first line by K."""
        return dict(zip(self.ks, self.lines[0].values, strict=True))

    @property
    def known_ks(self) -> list[int]:
        """The K with a known value on the first line."""
        return [k for k, value in self.values.items() if value is not None]

    @property
    def known_errors(self) -> list[tuple[int, float, float]]:
        """K, value and standard error of the first line, where all are known."""
        return _known(self.ks, self.lines[0].values, self.errors or (None,) * len(self.ks))

    @property
    def known_band(self) -> list[tuple[int, float, float]]:
        """K and both ends of the band, where they are known."""
        return _known(self.ks, *zip(*self.band, strict=True)) if self.band else []

    @property
    def finite_values(self) -> list[float]:
        """All finite values of the lines, the ends of the error bars, and the band."""
        ends = [end for _, value, error in self.known_errors for end in (value - error, value + error)]
        values = [value for line in self.lines for value in line.values]
        values += [value for pair in self.band for value in pair]
        return [*ends, *(value for value in values if value is not None and isfinite(value))]

    def words(self, k: int) -> Message:
        """The values of the chart at a K."""
        at = self.ks.index(k)
        several = len(self.lines) > 1
        known = [line for line in self.lines if line.values[at] is not None or not several]
        values = join([_line_words(line, at) for line in known], " · ")
        error = self.errors[at] if self.errors else None
        if error is None:
            return Message("K {k!s}: {values}", k=k, values=values)
        return Message("K {k!s}: {values} ± {error}", k=k, values=values, error=error)


@dataclass(frozen=True, eq=False)
class KChartPage:
    """All charts of a sweep on one page, with the verdict, and the silhouettes at the marked K.

    `listing` has the names and colors of the clusters of the silhouettes.
    """

    title: Message
    verdict: Message
    k_charts: tuple[KChartData, ...]
    k: int | None
    silhouettes: SilhouettePlot | None = None
    listing: ClusterListing = PLAIN_LISTING


def chart_titles(algorithm: Algorithm) -> dict[str, str]:
    """The titles of an algorithm's charts, by their keys."""
    found = {one.key: one.name for one in _charted_figures(algorithm)}
    return found | {algorithm.criterion.key: _title(algorithm)}


def default_charts(algorithm: Algorithm) -> tuple[str, ...]:
    """The keys of the charts that are shown by default."""
    return tuple(key for key in chart_titles(algorithm) if key in _default_charts(algorithm))


def k_charts(
    algorithm: Algorithm,
    lines: Lines,
    ks: Sequence[int],
    points: Points,
    complete: bool = True,
    treatment: Message = Message(),
) -> list[KChartData]:
    """Every chart of a sweep, as far as it is computed; with conclusions where it is `complete`.

    `treatment` says how the columns were scaled, in parentheses; it follows the help of each chart.
    """
    own = next(iter(lines.values()), ())
    found = []
    for quantity in _charted_figures(algorithm):
        shown = tuple(k for k in ks if k > 1) if _needs_two_clusters(quantity) else tuple(ks)
        conclusion, marked_k = (
            _conclusion(algorithm, quantity, own, points) if complete else (Message(), None)
        )
        found.append(
            KChartData(
                key=quantity.key,
                title=chart_titles(algorithm)[quantity.key],
                ks=shown,
                lines=_lines(quantity, lines, shown),
                conclusion=conclusion,
                marked_k=marked_k,
                help=_help(quantity, own, points, treatment),
                from_zero=quantity.from_zero,
                errors=_errors(own, shown) if quantity is GAP_STATISTIC else (),
                band=_band(own, shown, points) if quantity == INERTIA else (),
            )
        )
    return found


def _charted_figures(algorithm: Algorithm) -> list[Objective]:
    gap = [GAP_STATISTIC] if algorithm.gap_statistic else []
    return [algorithm.criterion, SILHOUETTE, *gap, *algorithm.other_criteria, *SEPARATION_SCORES]


def _default_charts(algorithm: Algorithm) -> set[str]:
    return {algorithm.criterion.key, "silhouette", "gap"}


def _title(algorithm: Algorithm) -> str:
    return algorithm.criterion.chart_title or algorithm.criterion.name


def _needs_two_clusters(quantity: Objective) -> bool:
    """Whether a quantity compares clusters, so that it is not defined for one."""
    return quantity in (SILHOUETTE, *SEPARATION_SCORES)


def _lines(quantity: Objective, lines: Lines, ks: Sequence[int]) -> tuple[KChartLine, ...]:
    found = []
    for name, entries in lines.items():
        known = {entry.k: entry for entry in entries}
        values = tuple(known[k].value(quantity.key) if k in known else None for k in ks)
        found.append(KChartLine(name, values, tuple(k in known and known[k].collapsed for k in ks)))
    return tuple(found)


def _line_words(line: KChartLine, at: int) -> Message:
    """The value of a line at an index, with its name if it has one."""
    template = "{name} {value}" if line.name else "{value}"
    collapsed_template = "{name} {value} (collapsed)" if line.name else "{value} (collapsed)"
    return Message(
        collapsed_template if line.collapsed[at] else template, name=line.name, value=line.values[at]
    )


def _conclusion(
    algorithm: Algorithm, quantity: Objective, entries: Sequence[SweepEntry], points: Points
) -> tuple[Message, int | None]:
    """The conclusion from a complete curve, and the K that it marks."""
    if quantity is algorithm.criterion and quantity is algorithm.objective:
        return _knee_conclusion(algorithm, entries)
    if quantity is GAP_STATISTIC:
        return _gap_conclusion(entries, points)
    found = best_k(entries, quantity.key, quantity.lower_is_better)
    if found is None:
        known = [entry.k for entry in entries if entry.value(quantity.key) is not None]
        return Message("only K = {k!s} is known", k=known[0]) if known else Message("not defined"), None
    if quantity is algorithm.objective:
        return Message("always rises with K"), None
    return Message(_BEST_K_TEMPLATES[quantity.lower_is_better, _best_fit(entries, found)], k=found), found


_BEST_K_TEMPLATES = {
    (True, "all sound"): "lowest at K = {k!s} · lower is better",
    (True, "sound"): "lowest at K = {k!s} of sound fits",
    (True, "collapsed"): "lowest at K = {k!s}, collapsed",
    (False, "all sound"): "highest at K = {k!s}",
    (False, "sound"): "highest at K = {k!s} of sound fits",
    (False, "collapsed"): "highest at K = {k!s}, collapsed",
}


def _best_fit(entries: Sequence[SweepEntry], best: int) -> str:
    """Whether the fit with the best K has collapsed, else whether others have."""
    if not any(entry.collapsed for entry in entries):
        return "all sound"
    return "collapsed" if any(entry.collapsed for entry in entries if entry.k == best) else "sound"


def _knee_conclusion(algorithm: Algorithm, entries: Sequence[SweepEntry]) -> tuple[Message, int | None]:
    """The knee of the objective, which is named unless it is the title of the chart."""
    if not algorithm.has_comparable_objective:
        return Message("not comparable over K"), None
    found, name = sweep_knee(algorithm, entries), algorithm.criterion.name
    conclusion = Message("no knee") if found is None else Message("knee at K = {k!s}, a heuristic", k=found)
    out_of_range = _range_problem(entries, algorithm.criterion.key)
    if out_of_range:
        return join([out_of_range, conclusion], " · "), found
    if _title(algorithm) == name:
        return conclusion, found
    return Message("{name} · {conclusion}", name=name.lower(), conclusion=conclusion), found


def _range_problem(entries: Sequence[SweepEntry], key: str) -> Message:
    """Whether a figure overflows or underflows in the units of the data, though not in normalized ones."""
    heights = [entry.figures[key] for entry in entries]
    if not all(map(isfinite, heights)):
        return Message("too large to draw")
    underflows = not any(heights) and any(entry.step.objective for entry in entries)
    return Message("too small to draw") if underflows else Message()


def _gap_conclusion(entries: Sequence[SweepEntry], points: Points) -> tuple[Message, int | None]:
    if points.weights is not None:
        return Message("does not count weights"), None
    if all(entry.gap is None for entry in entries):
        return Message("not computed"), None
    if all(entry.value("gap") is None for entry in entries):
        return Message("not defined"), None
    found = sweep_gap(entries)
    return why_no_sweep_gap(entries) if found is None else Message("best K = {k!s}", k=found), found


def _errors(entries: Sequence[SweepEntry], ks: Sequence[int]) -> tuple[float | None, ...]:
    known = {entry.k: entry.gap.error for entry in entries if entry.gap is not None}
    return tuple(known.get(k) for k in ks)


def _band(
    entries: Sequence[SweepEntry], ks: Sequence[int], points: Points
) -> tuple[tuple[float | None, float | None], ...]:
    """The range of the inertias of the uniform references, in the units of the data."""
    gaps = {entry.k: entry.gap for entry in entries if entry.gap is not None}
    squared = points.units.squared
    return tuple((squared(gaps[k].low), squared(gaps[k].high)) if k in gaps else (None, None) for k in ks)


def _help(quantity: Objective, entries: Sequence[SweepEntry], points: Points, treatment: Message) -> Message:
    """What a quantity is, and what it was computed on."""
    about = without_fields(quantity.help)
    scaled = Message("{help}{scaling}", help=about, scaling=treatment) if treatment else about
    return sentences(scaled, _sample(quantity, entries, points))


def _sample(quantity: Objective, entries: Sequence[SweepEntry], points: Points) -> Message:
    """The sample or the references that a quantity was computed on, if any."""
    sizes = [entry.silhouette_of for entry in entries if entry.silhouette_of]
    if quantity is SILHOUETTE and sizes and max(sizes) < points.n_counted:
        return Message("Computed on a sample of {n} points.", n=max(sizes))
    gaps = [entry.gap for entry in entries if entry.gap is not None]
    if quantity in (GAP_STATISTIC,) and gaps:
        of_samples = "{references!s} references, of {n} points each."
        template = "{references!s} references." if gaps[0].of >= points.n else of_samples
        return Message(template, references=gaps[0].references, n=gaps[0].of)
    return Message()


def _known(
    ks: Sequence[int], first: Sequence[float | None], second: Sequence[float | None]
) -> list[tuple[int, float, float]]:
    """K with both values, where they are known and finite."""
    found = [(k, a, b) for k, a, b in zip(ks, first, second, strict=True) if a is not None and b is not None]
    return [(k, a, b) for k, a, b in found if isfinite(a) and isfinite(b)]
