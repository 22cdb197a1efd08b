"""The name of a change of the session, by which undo and redo say what they do."""

from collections.abc import Iterator, Mapping
from typing import Any

from clusterlab.core.message import Message
from clusterlab.core.params import declared_params, param_values
from clusterlab.datasets.generators.shape import Shape
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.prepared import OpenedFile, Source
from clusterlab.session.state.session import Pane, Session

VIEW_FIELDS: Mapping[str, Message] = {
    "columns": Message("columns"),
    "scaling": Message("scaling"),
    "weights": Message("weights"),
    "rows": Message("rows"),
    "log": Message("logarithms"),
    "column_weights": Message("weight of a column"),
    "reduce": Message("components"),
    "sample": Message("sample"),
    "memory_budget": Message("memory limit"),
    "view": Message("view"),
    "names": Message("name of a cluster"),
    "zoo": Message("zoo"),
    "compares": Message("comparison"),
    "selected": Message("pane"),
}


def change_name(old: Session, new: Session) -> Message:
    """What was changed between two sessions, such as K 3 to 4; empty where nothing was."""
    return next(_names(old, new), Message())


def _names(old: Session, new: Session) -> Iterator[Message]:
    """The names of all differences, the most important first."""
    if old.source != new.source:
        yield _source_name(old.source, new.source)
    if len(old.panes) != len(new.panes):
        yield Message("number of panes")
    for before, after in zip(old.panes, new.panes, strict=False):
        if before != after:
            yield _pane_name(before, after)
    for name in sorted(old.layers ^ new.layers):
        yield Message("layer {layer}", layer=LAYERS[name].words)
    for name, words in VIEW_FIELDS.items():
        if getattr(old, name) != getattr(new, name):
            yield words


def _source_name(old: Source, new: Source) -> Message:
    if isinstance(old, Shape) and type(old) is type(new):
        return _parameter_name(old, new)
    if isinstance(old, OpenedFile) and isinstance(new, OpenedFile) and old.path == new.path:
        other_sheet = old.options.sheet != new.options.sheet
        return Message("sheet {sheet}", sheet=new.options.sheet or "") if other_sheet else Message("reading")
    title = new.path.name if isinstance(new, OpenedFile) else new.title
    return Message("data {title}", title=title)


def _pane_name(old: Pane, new: Pane) -> Message:
    """What differs between two panes: the algorithm, a parameter, a moved center or the start."""
    if type(old.algorithm) is not type(new.algorithm):
        return Message("algorithm {title}", title=new.algorithm.title)
    if old.algorithm != new.algorithm:
        return _parameter_name(old.algorithm, new.algorithm)
    moved = [branch for branch in new.branches if branch not in old.branches]
    if moved:
        return Message("center {number!s} moved", number=moved[-1].cluster + 1)
    return Message("start")


def _parameter_name(old: Any, new: Any) -> Message:
    """The first parameter that differs, with both values."""
    before, after = param_values(old), param_values(new)
    item = next(item for item in declared_params(type(new)) if before[item.name] != after[item.name])
    label = "K" if item.name == "k" else item.param.label
    template = "{label} {before!s} to {after!s}"
    return Message(template, label=label, before=before[item.name], after=after[item.name])
