"""Models as JSON text, with all digits of every number; what is read is checked before it is used."""

import json
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.message import Message
from clusterlab.core.params import ParamError, from_written, written_params
from clusterlab.core.points import Units
from clusterlab.core.version import VERSION
from clusterlab.core.written import Written, WrittenError
from clusterlab.datasets.readers.file_bytes import read_bytes
from clusterlab.export.atomic_write import save_text
from clusterlab.session.models.model import Model, ModelError, check_model
from clusterlab.session.models.preparation_file import (
    MAX_UNIT_EXPONENT,
    preparation_values,
    written_preparation,
)
from clusterlab.session.models.spread import DistanceSpread

MODEL_FORMAT = "clusterlab model"
MODEL_VERSION = 1
MODEL_SUFFIX = "clab-model"
MAX_FILE_BYTES = 1 << 29
MAX_COUNTED_ROWS = 2**53


def model_text(model: Model) -> str:
    """A model as JSON text."""
    return (
        _text_of(
            {
                "format": MODEL_FORMAT,
                "format_version": MODEL_VERSION,
                "program_version": VERSION,
                "source": model.source,
                "algorithm": model.algorithm.name,
                "parameters": written_params(model.algorithm),
                **preparation_values(model.preparation),
                "units": {"exponent": model.units.exponent, "center": model.units.center.tolist()},
                "classifier": {name: _plain(value) for name, value in model.written.items()},
                "clusters": _clusters(model),
                "median_distance": model.spread.median,
                "noise": model.spread.noise,
            }
        )
        + "\n"
    )


def save_model(path: str | Path, model: Model) -> None:
    """Writes a model to a file; raises SaveError and leaves an existing file unchanged."""
    save_text(Path(path), model_text(model))


def read_model(path: str | Path) -> Model:
    """The model in a file; raises LoadError or ModelError."""
    path = Path(path)
    try:
        too_large = path.stat().st_size > MAX_FILE_BYTES
    except (OSError, ValueError):
        too_large = False  # reading it tells why
    if too_large:
        raise ModelError(Message("{name} is too large for a model.", name=path.name))
    return model_of(read_bytes(path), path.name)


def model_of(content: bytes, name: str) -> Model:
    """The model in the content of a file called `name`; raises ModelError."""
    written = Written(_parsed(content, name))
    if written.values.get("format") != MODEL_FORMAT:
        raise _no_model(name)
    version = written.values.get("format_version")
    if isinstance(version, int) and version > MODEL_VERSION:
        made = written.values.get("program_version")
        template = "{name} was saved by clusterlab {made!s}, which is newer than this one, {own}: update it."
        raise ModelError(Message(template, name=name, made=made, own=VERSION))
    try:
        return _model(written)
    except (ModelError, ParamError, WrittenError) as error:
        template = "{name} is damaged, or no model of clusterlab: {reason}."
        reason = error.message.rstrip(".")
        raise ModelError(Message(template, name=name, reason=reason)) from None


def _model(written: Written) -> Model:
    written.whole("format_version", 1, MODEL_VERSION)
    name, parameters = written.values.get("algorithm"), written.values.get("parameters")
    algorithm = from_written(ALGORITHMS.all(), name, parameters)
    check_model(algorithm)
    preparation = written_preparation(written)
    basis = preparation.basis
    d = len(preparation.columns) if basis is None else basis.directions.shape[1]
    clusters, units = written.parts("clusters"), _units(written.part("units"), d)
    names, classifier = tuple(cluster.text("name") for cluster in clusters), written.part("classifier")
    numbers = tuple(cluster.whole("number", 1, len(clusters)) for cluster in clusters)
    step = algorithm.classifier(classifier, d)
    if len(set(numbers)) < len(numbers):
        raise WrittenError(Message('"number" must be another one for each cluster'))
    if step.k != len(names):
        raise WrittenError(Message('"clusters" must be {k}', k=step.k))
    spread = DistanceSpread(
        np.array([cluster.whole("rows", 0, MAX_COUNTED_ROWS) for cluster in clusters], np.intp),
        np.array([cluster.number("median_distance", low=0) for cluster in clusters]),
        written.number("median_distance", low=0),
        written.whole("noise", 0, MAX_COUNTED_ROWS),
    )
    values, source = dict(classifier.values), written.text("source")
    return Model(algorithm, preparation, units, values, step, names, numbers, spread, source)


def _units(written: Written, d: int) -> Units:
    exponent = written.whole("exponent", -MAX_UNIT_EXPONENT, MAX_UNIT_EXPONENT)
    return Units(exponent, written.vector("center", d), np.ones(d), np.zeros(d))


def _clusters(model: Model) -> list[dict[str, Any]]:
    spread = model.spread
    each = zip(model.numbers, model.names, spread.sizes.tolist(), spread.medians.tolist(), strict=True)
    keys = ("number", "name", "rows", "median_distance")
    return [dict(zip(keys, values, strict=True)) for values in each]


def _text_of(value: Any, indent: str = "") -> str:
    """A value as JSON, each row of a table on a line of its own.

    Rows are encoded one by one, so that other threads are not kept waiting by a large table.
    """
    inner = indent + "  "
    if isinstance(value, dict) and value:
        items = [f"{json.dumps(name)}: {_text_of(item, inner)}" for name, item in value.items()]
        return "{\n" + ",\n".join(inner + item for item in items) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], (list, dict)):
        return "[\n" + ",\n".join(inner + _line(item) for item in value) + f"\n{indent}]"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, allow_nan=False)


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _parsed(content: bytes, name: str) -> dict[str, object]:
    try:
        found = json.loads(content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise _no_model(name) from None
    if not isinstance(found, dict):
        raise _no_model(name)
    return found


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _no_model(name: str) -> ModelError:
    return ModelError(Message("{name} is damaged, or no model of clusterlab.", name=name))
