"""How a drawing is saved: its points, their groups, and the other columns of those that were there before."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from clusterlab.core.message import Message
from clusterlab.datasets.drawn_points import EDITS, DrawnPoints
from clusterlab.datasets.table import Table
from clusterlab.kernels.typing import Floats
from clusterlab.session.saved.typed_values import (
    ArrayForm,
    Attachments,
    Json,
    SavedForm,
    SavedValueError,
    form_of,
    refused,
)

PLAIN_FIELDS = {
    "name": str,
    "columns": tuple[str, ...],
    "axes": tuple[str, str],
    "groups": tuple[str, ...],
    "group_column": str,
    "strokes": int,
    "edit": str,
    "corners": tuple[tuple[float, float], tuple[float, float]],
    "equal": bool,
}
"""What is no array, with its types."""
DRAWN_ARRAYS = ("places", "codes", "others")


class DrawingForm(SavedForm):
    """A drawing; rows that were erased are not kept."""

    def write(self, value: Any, beside: Attachments) -> Json:
        """A dict with the points, and the texts of each column as codes and the different ones of them."""
        table, base, arrays = value.make(), value.base, ArrayForm()
        plain = {"name": base.name, "columns": table.columns} | {
            name: getattr(value, name) for name in PLAIN_FIELDS if name not in ("name", "columns")
        }
        saved = {name: form_of(kind, {}).write(plain[name], beside) for name, kind in PLAIN_FIELDS.items()}
        own = {"places": value.places, "codes": value.codes, "others": table.values}
        saved |= {name: arrays.write(own[name], beside) for name in DRAWN_ARRAYS}
        texts = {name: cells for name, cells in table.texts.items() if name != value.group_column}
        return saved | {"texts": {name: _written_texts(cells, beside) for name, cells in texts.items()}}

    def read(self, json: Json, beside: Attachments, where: str) -> DrawnPoints:
        """The drawing; raises SavedValueError."""
        wanted = {*PLAIN_FIELDS, *DRAWN_ARRAYS, "texts"}
        if not isinstance(json, dict) or json.keys() != wanted or not isinstance(json["texts"], dict):
            raise refused(where, Message("a drawing with {fields}", fields=sorted(wanted)), "another object")
        plain = {
            name: form_of(kind, {}).read(json[name], beside, f"{where}.{name}")
            for name, kind in PLAIN_FIELDS.items()
        }
        places = _finite_places(json["places"], beside, f"{where}.places")
        n, columns, name = len(places), plain.pop("columns"), plain.pop("name")
        codes = _codes(json["codes"], beside, f"{where}.codes", n, len(plain["groups"]))
        others = _numbers(json["others"], beside, f"{where}.others", (n, len(columns)))
        texts = {key: _read_texts(cells, beside, f"{where}.texts", n) for key, cells in json["texts"].items()}
        _check(plain, columns, {*texts}, where)
        base = Table(name, columns, others, texts)
        return DrawnPoints(base=base, places=places, ids=np.arange(n), codes=codes, next_id=n, **plain)


def _check(plain: dict[str, Any], columns: tuple[str, ...], texts: set[str], where: str) -> None:
    """Raises SavedValueError where names or corners do not belong together."""
    names = [*columns, *texts, plain["group_column"]]
    (left, bottom), (right, top) = plain["corners"]
    fits = (
        len(set(names)) == len(names)
        and set(plain["axes"]) <= set(columns)
        and len(set(plain["axes"])) == 2
        and (plain["edit"] in EDITS or not plain["edit"])
        and "" not in plain["groups"]
        and left < right
        and bottom < top
        and plain["strokes"] >= 0
    )
    if not fits:
        raise SavedValueError(Message("{where} is damaged.", where=where))


def _finite_places(json: Json, beside: Attachments, where: str) -> Floats:
    found = ArrayForm().read(json, beside, where)
    if found.dtype != np.float64 or found.shape[1:] != (2,) or not np.isfinite(found).all():
        raise SavedValueError(Message("{where} must hold finite numbers.", where=where))
    return found


def _numbers(json: Json, beside: Attachments, where: str, shape: tuple[int, int]) -> Floats:
    found = ArrayForm().read(json, beside, where)
    if found.dtype != np.float64 or found.shape != shape:
        raise refused(where, Message("numbers of the shape {shape!s}", shape=shape), str(found.shape))
    return found


def _codes(json: Json, beside: Attachments, where: str, n: int, names: int) -> NDArray[np.int64]:
    """The codes (n,) of so many names, -1 for none."""
    found = ArrayForm().read(json, beside, where)
    fits = found.dtype == np.int64 and found.shape == (n,)
    if not fits or (n and not -1 <= found.min() <= found.max() < names):
        raise refused(where, Message("{n!s} codes of {names!s} names", n=n, names=names), str(found.shape))
    return found


def _written_texts(cells: tuple[str, ...], beside: Attachments) -> Json:
    names = sorted(set(cells) - {""})
    places = {name: code for code, name in enumerate(names)} | {"": -1}
    codes = np.array([places[cell] for cell in cells], np.int64)
    return {"names": names, "codes": ArrayForm().write(codes, beside)}


def _read_texts(json: Json, beside: Attachments, where: str, n: int) -> tuple[str, ...]:
    if not isinstance(json, dict) or json.keys() != {"names", "codes"}:
        raise refused(where, Message("an object with names and codes"), json)
    names = form_of(tuple[str, ...], {}).read(json["names"], beside, where)
    codes = _codes(json["codes"], beside, where, n, len(names))
    return tuple(np.array([*names, ""], object)[codes].tolist())
