"""The name of a change of the session, by which undo and redo say what they do."""

from collections.abc import Iterator, Mapping
from typing import Any

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message
from clusterlab.core.params import declared_params, param_values
from clusterlab.datasets.drawn_points import EDITS, DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.session.state.branches import Branch
from clusterlab.session.state.layers import LAYERS
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.pane import Pane
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.session import Session

VIEW_FIELDS: Mapping[str, Message] = {
    "columns": Message("columns"),
    "scaling": Message("scaling"),
    "weights": Message("weights"),
    "rows": Message("rows"),
    "shown_rows": Message("rows that are shown"),
    "log": Message("logarithms"),
    "column_weights": Message("weight of a column"),
    "reduce": Message("components"),
    "sample": Message("sample"),
    "memory_budget": Message("memory limit"),
    "view": Message("view"),
    "color_by": Message("color"),
    "names": Message("name of a cluster"),
    "cluster_colors": Message("color of a cluster"),
    "cluster_order": Message("order of clusters"),
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
    elif old.by_eye != new.by_eye:
        yield Message("clusters by eye")
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
    if isinstance(new, DrawnPoints) and new.edit:
        return EDITS[new.edit]
    if isinstance(old, OpenedFile) and isinstance(new, OpenedFile) and old.path == new.path:
        other_sheet = old.options.sheet != new.options.sheet
        return Message("sheet {sheet}", sheet=new.options.sheet or "") if other_sheet else Message("reading")
    title = new.path.name if isinstance(new, OpenedFile) else new.title
    return Message("data {title}", title=title)


def _pane_name(old: Pane, new: Pane) -> Message:
    """What differs between two panes: the algorithm, a center, the branch, a parameter or the start."""
    if type(old.algorithm) is not type(new.algorithm):
        return Message("algorithm {title}", title=new.algorithm.title)
    is_same = old.starting_algorithm == new.starting_algorithm and old.start is new.start
    if is_same and (old.runs, old.run_number) != (new.runs, new.run_number):
        made = [run[-1] for run in new.runs if run and run not in old.runs]
        return _branch_name(made[-1]) if made else Message("branch")
    if old.algorithm != new.algorithm:
        return _parameter_name(old.algorithm, new.algorithm)
    return Message("start")


def _branch_name(branch: Branch) -> Message:
    templates = {
        "moved": "center of {cluster} moved",
        "added": "center of {cluster} added",
        "removed": "center removed",
        "stretched": "ellipse of {cluster} changed",
    }
    return Message(templates[branch.change], cluster=ClusterReference(branch.cluster))


def _parameter_name(old: Any, new: Any) -> Message:
    """The first parameter that differs, with both values."""
    before, after = param_values(old), param_values(new)
    item = next(item for item in declared_params(type(new)) if before[item.name] != after[item.name])
    label = "K" if item.name == "k" else item.param.label
    template = "{label} {before!s} to {after!s}"
    return Message(template, label=label, before=before[item.name], after=after[item.name])
