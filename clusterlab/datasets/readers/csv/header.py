"""Decides whether the first row of a table names the columns."""

import re
from collections.abc import Sequence
from enum import Enum

import numpy as np

from clusterlab.datasets.readers.csv.sample import SampleCells
from clusterlab.kernels.typing import Floats, Rows

NUMERIC_SHARE = 0.9  # from here on a column is one of numbers, in spite of some words
MAX_TITLES = 500  # as many of a wide table are looked at
YEARS = (1500, 2100)
MIN_DECIMAL_EVIDENCE = 2.5  # digits: titles without decimals by chance in 1 of 300 tables
_INTEGER = re.compile(r"\d{1,9}")


class HeaderVerdict(Enum):
    """Whether the first row names the columns; open where it may be either."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


def header_verdict(titles: Sequence[str], body: SampleCells) -> HeaderVerdict:
    """What the first row is, judged by how it differs from the rows below it."""
    first = SampleCells([titles], body.width, body.decimal, body.thousands)
    words = (first.present & ~first.numbers)[0]
    if words.any() and _are_values(first, body):
        return HeaderVerdict.OPEN
    if (words & (body.number_share >= NUMERIC_SHARE)).any():
        return HeaderVerdict.YES
    if any(_is_title(first.cells[j], body, j) for j in np.flatnonzero(words)[:MAX_TITLES].tolist()):
        return HeaderVerdict.YES
    if not words.any() and not first.numbers.any():
        return HeaderVerdict.NO
    numbered = np.flatnonzero(first.numbers[0] & (body.number_share >= NUMERIC_SHARE))
    if not len(numbered):
        unnamed = ~first.present[0] & (body.number_share == 1) & body.present.all(axis=0)
        new = all(first.cells[j] not in body.column(j) for j in np.flatnonzero(words).tolist())
        return HeaderVerdict.YES if unnamed.any() and new and len(body.rows) else HeaderVerdict.NO
    return _numbers_as_titles(first, body, numbered)


def _are_values(first: SampleCells, body: SampleCells) -> bool:
    """Whether the numbers of a first row above numbers have decimals, and do not rise as wavelengths do."""
    found = first.values[0][first.numbers[0] & (body.number_share >= NUMERIC_SHARE)]
    return len(found) > 1 and bool((found != np.rint(found)).any() and (np.diff(found) <= 0).any())


def _is_title(title: str, body: SampleCells, j: int) -> bool:
    """Whether a word stands above a column of another kind: mostly of numbers, or of codes of one shape."""
    cells = [cell for cell, present in zip(body.column(j), body.present[:, j], strict=True) if present]
    if not cells or title in cells:
        return False
    if body.number_share[j] >= 0.5:
        return len(title.split()) > 1 or not re.search(r"\d", title)  # a code such as 13A has one word
    shapes = {_shape(cell) for cell in cells}
    return len(cells) >= 3 and len(shapes) == 1 and "9" in shapes.pop() and "9" not in _shape(title)


def _shape(cell: str) -> str:
    """A cell with one 9 for each number and one a for each run of letters."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d[\d.,]*", "9", cell))


def _numbers_as_titles(first: SampleCells, body: SampleCells, numbered: Rows) -> HeaderVerdict:
    """What a first row is whose cells above numbers are numbers, too: titles may be years or count."""
    titles = first.values[0][numbered]
    distinct = len(set(titles.tolist())) == len(titles)
    if not distinct or not all(_INTEGER.fullmatch(first.cells[j]) for j in numbered):
        return HeaderVerdict.NO
    values = body.values[:, numbered]
    labeled = _has_row_labels(first, body, numbered)
    if _are_years(titles) and not _are_years(values) and (labeled or len(titles) > 1):
        return HeaderVerdict.YES
    counted = len(titles) > 2 and _steps_like(titles[None, :], titles) and not _steps_like(values, titles)
    if counted and (labeled or len(titles) > 4):
        return HeaderVerdict.YES
    if len(titles) > 1 and _decimal_evidence(values) + counted >= MIN_DECIMAL_EVIDENCE:
        return HeaderVerdict.YES
    outside = (titles < np.fmin.reduce(values, axis=0)) | (titles > np.fmax.reduce(values, axis=0))
    open_question = labeled or (len(values) > 2 and len(titles) > 1 and outside.all())
    return HeaderVerdict.OPEN if open_question else HeaderVerdict.NO


def _has_row_labels(first: SampleCells, body: SampleCells, numbered: Rows) -> bool:
    """Whether another column holds words or counts the rows under a title that is none of its cells."""
    others = sorted(set(range(body.width)) - set(numbered.tolist()))
    counts = np.diff(body.values, axis=0)
    return any(
        (first.present[0, j] and first.cells[j] not in body.column(j) and len(set(body.column(j))) > 1)
        or (not first.present[0, j] and (body.number_share[j] < 0.5 or bool((counts[:, j] == 1).all())))
        for j in others
    )


def _are_years(values: Floats) -> bool:
    """Whether most of the numbers are years."""
    years = (values >= YEARS[0]) & (values <= YEARS[1]) & (values == np.rint(values))
    return bool(years.sum() * 2 > np.isfinite(values).sum())


def _steps_like(rows: Floats, titles: Floats) -> bool:
    """Whether more than a few rows rise from cell to cell by the same step as the first two titles."""
    step = titles[1] - titles[0]
    return bool(((np.diff(rows, axis=1) == step).all(axis=1)).mean() > 0.1)


def _decimal_evidence(values: Floats) -> float:
    """How improbable a row of integers is among these rows: minus the logarithm of the share of integers."""
    integers = (values == np.rint(values)).sum(axis=0)
    shares = (integers + 1) / (np.isfinite(values).sum(axis=0) + 2)
    return float(-np.log10(shares).sum())
