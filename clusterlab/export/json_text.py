"""Summaries as strict JSON: plain finite values by name."""

import json
import math
from typing import Any

import numpy as np

from clusterlab.core.message import Message

Summary = dict[str, Any]


def strict_json(summary: Summary) -> str:
    """A summary as standard JSON, one line for each name and each entry of a list."""
    lines = [f"  {json.dumps(name)}: {_json_lines(value)}" for name, value in summary.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def finite_summary(summary: Summary) -> Summary:
    """A summary of plain finite values: numbers that are not finite become None, and a note names them."""
    plain = {name: _plain_value(value) for name, value in summary.items()}
    broken = [name for name, value in summary.items() if _has_overflow(value)]
    if broken:
        note = Message("Beyond what a number can hold, so null: {names}.", names=broken)
        plain["notes"] = [*plain["notes"], note]
    return plain


def _plain_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain_value(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _has_overflow(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_overflow(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_overflow(item) for item in value)
    if isinstance(value, (np.ndarray, np.generic, float)):
        return not np.isfinite(value).all()
    return False


def _json_lines(value: Any) -> str:
    """A list of lists or of dicts with one item a line, everything else on one line."""
    if isinstance(value, list) and value and all(isinstance(item, (list, dict)) for item in value):
        return "[\n    " + ",\n    ".join(json.dumps(item, allow_nan=False) for item in value) + "\n  ]"
    return json.dumps(value, allow_nan=False)
