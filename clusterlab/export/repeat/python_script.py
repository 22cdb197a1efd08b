"""A script in Python that reads, prepares and fits the same as a person saw."""

import base64
from collections.abc import Iterator, Sequence

import numpy as np

from clusterlab.core.errors import UserError
from clusterlab.core.fit_script import ROW_WEIGHTS, FitScript, ScriptPart, array_code
from clusterlab.core.message import Message
from clusterlab.core.step import Step
from clusterlab.core.version import VERSION
from clusterlab.datasets.row_subset import RowSubset
from clusterlab.datasets.table import SAMPLE_SEED
from clusterlab.export.repeat.reading_code import reading_code
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

MAX_NUMBERED_ROWS = 1_000
"""So many chosen rows are listed by their numbers, more as the bits of all rows."""
STREAM_ERROR = Message("A script cannot repeat a stream: choose batches at random.")
FOLDER_ERROR = Message(
    "A script cannot read a folder of prepared points; cluster the file from which it was prepared."
)
OWN_START = Message("A start and centers that were changed by hand are not repeated.")
PRINTED = ScriptPart(
    lines=(
        "for cluster, size in zip(*np.unique(labels, return_counts=True)):",
        "    print(cluster, size)",
    ),
    comments=(Message("labels[i] is the cluster of row kept[i] of the table, both counted from 0."),),
)
FILLERS = {"mean": "np.nanmean(rows, axis=0)", "median": "np.nanmedian(rows, axis=0)"}
"""The code of what fills missing values of each column."""


class ScriptError(UserError):
    """A run that no script can repeat."""


def python_script(session: Session, prepared: Prepared, start: Step) -> str:
    """The script of the selected run from `start` on: its first step, or that of the last change by hand.

    Raises ScriptError for a stream and for a sample of a folder of prepared points.
    """
    if session.algorithm.initial_rows:
        raise ScriptError(STREAM_ERROR)
    if prepared.table.source is not None:
        raise ScriptError(FOLDER_ERROR)
    in_file = [prepared.table.logged.get(name, name) for name in prepared.selection.columns]
    weight_column = [session.weights] if session.weights else []
    parts = [
        reading_code(session.source, prepared.table, [*in_file, *weight_column]),
        *_parts_of_columns(session, in_file),
        *_parts_of_rows(session, prepared),
        *_parts_of_scale(prepared),
        _with_start_comment(session, session.algorithm.script(start, prepared.points)),
        PRINTED,
    ]
    imports = sorted(
        {"import numpy as np", *(line for part in parts for line in part.imports)}, key=_import_key
    )
    name = " ".join(prepared.table.name.split())
    title = f"# {session.algorithm.title} on {name}, as clusterlab {VERSION} computed it."
    return "\n\n".join([title, "\n".join(imports), *map(_text, parts)]) + "\n"


def _text(part: ScriptPart) -> str:
    """The comments and lines of a part."""
    return "\n".join([*(f"# {comment}" for comment in part.comments), *part.lines])


def _import_key(line: str) -> tuple[bool, bool, str]:
    """Sorts imports: those of the standard library first, then modules before names in modules."""
    return line != "import warnings", line.startswith("from"), line


def _with_start_comment(session: Session, fit: FitScript) -> ScriptPart:
    omitted = (session.start is not None or session.branches) and not fit.given_start
    return ScriptPart(fit.imports, fit.lines, (*fit.comments, OWN_START)) if omitted else fit


def _parts_of_columns(session: Session, columns: Sequence[str]) -> Iterator[ScriptPart]:
    """The weights of the rows apart from the columns, and the logarithms of some columns."""
    if session.weights:
        lines = (f"{ROW_WEIGHTS}, values = values[:, -1], values[:, :-1]",)
        yield ScriptPart(lines=lines, comments=(Message("The weights of the rows."),))
    logged = [place for place, name in enumerate(columns) if name in session.log]
    if logged:
        lines = (f"values[:, {logged}] = np.log(values[:, {logged}])",)
        yield ScriptPart(lines=lines, comments=(Message("Logarithms."),))


def _parts_of_rows(session: Session, prepared: Prepared) -> Iterator[ScriptPart]:
    """The rows that are clustered, without missing values."""
    yield _part_of_missing(prepared.selection.missing)
    if session.rows is not None:
        lines = (
            f"chosen = {_mask_code(session.rows)}",
            "rows, kept = rows[chosen[kept]], kept[chosen[kept]]",
        )
        imports = ("import base64",) if "base64" in lines[0] else ()
        yield ScriptPart(imports, lines, (Message("The rows that were chosen."),))
    if prepared.selection.of:
        drawn = f"np.random.default_rng({SAMPLE_SEED}).choice(len(rows), {prepared.points.n}, replace=False)"
        lines = (f"drawn = np.sort({drawn})", "rows, kept = rows[drawn], kept[drawn]")
        yield ScriptPart(lines=lines, comments=(Message("A random sample."),))
    if session.weights:
        yield ScriptPart(lines=(f"{ROW_WEIGHTS} = {ROW_WEIGHTS}[kept]",))


def _part_of_missing(kind: str) -> ScriptPart:
    """The rows without missing values, or with these filled."""
    if kind == "drop":
        lines = ("kept = np.flatnonzero(np.isfinite(values).all(axis=1))", "rows = values[kept]")
        return ScriptPart(lines=lines, comments=(Message("Rows with a missing value are left out."),))
    lines = ("kept = np.flatnonzero(np.isfinite(values).any(axis=1))", "rows = values[kept]")
    if kind in FILLERS:
        filled = f"rows = np.where(np.isfinite(rows), rows, {FILLERS[kind]})"
        comment = Message("Missing values become the {kind} of their column.", kind=kind)
        return ScriptPart(lines=(*lines, filled), comments=(comment,))
    filled = f"rows = filled(np.where(np.isfinite(rows), rows, np.nan), {kind!r})"
    comment = Message("Missing values are filled from the nearest rows, by clusterlab.")
    return ScriptPart(
        ("from clusterlab.datasets.missing_values import filled",), (*lines, filled), (comment,)
    )


def _mask_code(rows: RowSubset) -> str:
    """The code of which rows of the table were chosen."""
    mask = rows.mask
    numbers = np.flatnonzero(mask)
    if len(numbers) <= MAX_NUMBERED_ROWS:
        return f"np.isin(np.arange({rows.of}), {numbers.tolist()})"
    bits = base64.b64encode(np.packbits(mask).tobytes()).decode()
    return f'np.unpackbits(np.frombuffer(base64.b64decode("{bits}"), np.uint8), count={rows.of}).astype(bool)'


def _parts_of_scale(prepared: Prepared) -> Iterator[ScriptPart]:
    """Scaling, the weights of columns, and principal components."""
    if prepared.scale.kind != "none":
        yield _part_of_scaling(prepared)
    weights = [prepared.selection.column_weights.get(name, 1.0) for name in prepared.selection.columns]
    if any(weight != 1 for weight in weights):
        comment = Message("A column of weight w counts as w equal columns.")
        yield ScriptPart(lines=(f"rows = rows * np.sqrt({array_code(weights)})",), comments=(comment,))
    if prepared.reduced is not None:
        yield _part_of_components(prepared.reduced.m)


def _part_of_scaling(prepared: Prepared) -> ScriptPart:
    """A scaler of scikit-learn where it does the same, else what is subtracted and divided by, as numbers."""
    kind, weights = prepared.scale.kind, prepared.selection.weights
    if kind in SCALERS and (weights is None or kind == "z-score"):
        given = "rows" if weights is None else f"rows, sample_weight={ROW_WEIGHTS}"
        name = SCALERS[kind]
        lines = (f"rows = {name}().fit({given}).transform(rows)",)
        return ScriptPart((f"from sklearn.preprocessing import {name}",), lines)
    selection = prepared.selection
    unweighted = np.sqrt([selection.column_weights.get(name, 1.0) for name in selection.columns])
    shift, factor = array_code(prepared.scale.shift), array_code(prepared.scale.factor * unweighted)
    comment = Message("Each column minus its center, over its spread.")
    return ScriptPart(lines=(f"rows = (rows - {shift}) / {factor}",), comments=(comment,))


SCALERS = {"z-score": "StandardScaler", "min-max": "MinMaxScaler"}
"""The scalers of scikit-learn that do the same; its RobustScaler differs where quartiles are equal."""


def _part_of_components(m: int) -> ScriptPart:
    """Principal components, with the signs that they have in clusterlab."""
    lines = (
        f"pca = PCA({m}).fit(rows)",
        "largest = np.abs(pca.components_).argmax(axis=1)",
        f"signs = np.sign(pca.components_[np.arange({m}), largest])",
        "rows = (rows - pca.mean_) @ (pca.components_ * signs[:, None]).T",
    )
    return ScriptPart(("from sklearn.decomposition import PCA",), lines)
