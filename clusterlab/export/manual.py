"""The manual: every term, algorithm, parameter, chart and option, in the texts declared for them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from clusterlab.core.about import ASPECTS, About
from clusterlab.core.algorithm import ALGORITHMS, Algorithm
from clusterlab.core.algorithm_traits import TRAITS
from clusterlab.core.formatting import format_list
from clusterlab.core.formula import Formula
from clusterlab.core.params import declared_params, param_help
from clusterlab.core.terms import PHASE_SENTENCES, TERM_GROUPS
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.missing_values import MISSING, MISSING_TITLES
from clusterlab.datasets.scale import SCALINGS
from clusterlab.export.formulas.formula_mathml import formula_mathml
from clusterlab.export.formulas.formula_text import formula_text
from clusterlab.session.analysis.row_figures import ROW_FIGURES
from clusterlab.session.state.by_eye import pane_algorithms
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.view_choice import VIEW_SENTENCES, VIEWS

LARGE_DATA = {
    "Prepared points": "A folder NAME.clab-points that clusterlab prepare makes once from tables that may be "
    "larger than memory. clusterlab run kmeans, gmm and minibatch cluster all of its rows: --data FOLDER.",
    "Choices of a preparation": "Columns, logarithms, missing values, scaling and weights of columns are "
    "chosen when points are prepared, and kept with them. After an interruption the same command goes on.",
    "Sample of prepared points": "Other algorithms, films and charts take --sample N: N random rows, under "
    "their numbers in the table.",
    "Pictures of prepared points": "run --picture counts all points by pixel and cluster, where they are.",
    "Sweeps and comparisons": "clusterlab sweep and compare run these algorithms on prepared points, too, "
    "with the figures that need no point in memory: inertia, likelihood, BIC, sizes, the ARI of each two.",
    "Workers": "--cluster local:N does the work in N processes of this machine, tcp://HOST:PORT or "
    "tls://HOST:PORT on the workers of a dask scheduler, which must be able to read the same files. Any "
    "number of workers gives the same bits. Where one ends, others make its points again and repeat the "
    "step. In the window, Connect to a cluster lets them read and compute the folder that is open, or one "
    "that is not on this machine. It needs "
    "pip install 'clusterlab[cluster]'; the packaged program has none of it.",
    "Trust in a cluster": "A scheduler without TLS runs code for anybody who reaches its port. Use tls://, "
    "with --tls-ca, --tls-cert and --tls-key or the settings of distributed, where others reach the network.",
    "Moving prepared points": "The folder needs neither its tables nor its place: it can be moved and be "
    "read-only. A file in it that is damaged is named.",
}
"""What is to be known of data larger than memory."""


class FormulaLine(str):
    """A line with a formula as text, after words that say what it is of."""

    words: str
    formula: Formula

    def __new__(cls, words: str, formula: Formula) -> "FormulaLine":
        made = super().__new__(cls, f"{words}: {formula_text(formula)}")
        made.words, made.formula = words, formula
        return made


@dataclass(frozen=True)
class ManualEntry:
    """A name that is looked up, and the lines that explain it."""

    name: str
    lines: tuple[str, ...]

    def matches(self, words: Sequence[str]) -> bool:
        """Whether it has all of these words, in any case."""
        text = " ".join((self.name, *self.lines)).lower()
        return all(word.lower() in text for word in words)


@dataclass(frozen=True)
class ManualSection:
    """A heading, and the entries below it."""

    title: str
    entries: tuple[ManualEntry, ...]

    def anchor(self, entry: ManualEntry | None = None) -> str:
        """What a link names the section or one of its entries, such as measures-inertia."""
        parts = [self.title] if entry is None else [self.title, entry.name]
        return "-".join(re.sub(r"\W+", "-", part.lower()).strip("-") for part in parts)


def manual_sections() -> tuple[ManualSection, ...]:
    """All that does not depend on a window."""
    algorithms, shapes = ALGORITHMS.all(), SHAPES.all()
    terms = [
        ManualSection(title, tuple(ManualEntry(term.name, (term.sentence,)) for term in group))
        for title, group in TERM_GROUPS.items()
    ]
    return (
        *terms,
        section("Phases", PHASE_SENTENCES),
        ManualSection("Algorithms", tuple(map(_algorithm_entry, pane_algorithms().values()))),
        ManualSection("Parameters of algorithms", tuple(_param_entries(algorithms))),
        section("Generated data", {kind.title: _first_line(kind) for kind in shapes.values()}),
        ManualSection("Parameters of generated data", tuple(_param_entries(shapes))),
        section("Scaling", SCALINGS),
        section("Missing values", {MISSING_TITLES[kind]: words for kind, words in MISSING.items()}),
        section("Figures of rows in files", {one.title: one.help for one in ROW_FIGURES.values()}),
        section("Views", {VIEWS[kind]: words for kind, words in VIEW_SENTENCES.items()}),
        section("Large data", LARGE_DATA),
        section("Layers", {layer.words: layer.help for layer in LAYERS.values()}),
    )


def section(title: str, texts: Mapping[str, str]) -> ManualSection:
    """A section with an entry for each name and its text."""
    return ManualSection(title, tuple(ManualEntry(name, (text,)) for name, text in texts.items()))


def matching_sections(sections: Iterable[ManualSection], words: Sequence[str]) -> list[ManualSection]:
    """The entries that have all of some words, in their sections; a title has those of its entries, too."""
    found = []
    for one in sections:
        left = [word for word in words if word.lower() not in one.title.lower()]
        entries = tuple(entry for entry in one.entries if entry.matches(left))
        found.append(ManualSection(one.title, entries))
    return [one for one in found if one.entries]


def manual_html(sections: Iterable[ManualSection], typeset: bool = False) -> str:
    """The sections as HTML, in which every heading and every entry can be linked to.

    Formulas are text, or `typeset` by browsers.
    """
    return "\n".join(line for one in sections for line in _html_lines(one, typeset))


def manual_page(sections: Sequence[ManualSection]) -> str:
    """A complete HTML document with a table of contents."""
    contents = "".join(f'<li><a href="#{one.anchor()}">{escape(one.title)}</a></li>' for one in sections)
    head = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>clusterlab manual</title></head>'
    )
    text = manual_html(sections, typeset=True)
    return f"{head}\n<body><h1>clusterlab</h1>\n<ul>{contents}</ul>\n{text}\n</body></html>\n"


def _html_lines(one: ManualSection, typeset: bool) -> Iterator[str]:
    yield f'<h2><a name="{one.anchor()}" id="{one.anchor()}"></a>{escape(one.title)}</h2>'
    for entry in one.entries:
        anchor = one.anchor(entry)
        yield f'<h3><a name="{anchor}" id="{anchor}"></a>{escape(entry.name)}</h3>'
        yield from (_paragraph(line, typeset) for line in entry.lines)


def _paragraph(line: str, typeset: bool) -> str:
    if typeset and isinstance(line, FormulaLine):
        return f"<p>{escape(line.words)}:</p>\n{formula_mathml(line.formula)}"
    return f"<p>{escape(line)}</p>"


def _algorithm_entry(kind: type[Algorithm]) -> ManualEntry:
    about = kind.about
    more = [f"{trait.label}: {trait.answer(kind)}." for trait in TRAITS.values() if trait.is_flag]
    scale = f"{TRAITS['scale'].label}: {TRAITS['scale'].answer(kind)}"
    lines = () if about is None else _about_lines(about)
    return ManualEntry(kind.title, (_first_line(kind), *lines, *more, scale))


def _about_lines(about: About) -> Iterator[str]:
    yield about.idea
    yield FormulaLine("Formula", about.formula)
    for phases, formula in about.formulas:
        yield FormulaLine(format_list([phase[:1].upper() + phase[1:] for phase in phases]), formula)
    yield about.symbols
    yield from (f"{aspect.label}: {aspect.answer(about)}" for aspect in ASPECTS.values())


def _param_entries(kinds: Mapping[str, type]) -> Iterator[ManualEntry]:
    """An entry for each label, with a line for each help text and the classes that share it."""
    found: dict[str, dict[str, list[str]]] = {}
    for kind in kinds.values():
        for item in declared_params(kind):
            line = f"{param_help(item)} On the command line: {item.flag}."
            found.setdefault(item.param.label, {}).setdefault(line, []).append(_title(kind))
    for label, lines in found.items():
        yield ManualEntry(label, tuple(f"{', '.join(titles)}: {line}" for line, titles in lines.items()))


def _title(kind: type) -> str:
    title: str = kind.title  # type: ignore[attr-defined]  # algorithms and shapes both have one
    return title


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").split("\n")[0]
