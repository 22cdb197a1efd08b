"""Why the selected point or center is where it is at the step on screen."""

from dataclasses import dataclass

import numpy as np

from clusterlab.core.marks import Highlights
from clusterlab.core.message import Message
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.core.step import Step
from clusterlab.kernels.typing import Rows
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.prepared import Prepared


@dataclass(frozen=True, eq=False)
class SelectedReason:
    """The sentences on a selected point or center, and the lines of the distances in them."""

    text: Message = Message()
    lines: tuple[ReasonLine, ...] = ()


NO_REASON = SelectedReason()


def selected_reason(run: ShownRun, row: int | None, center: int) -> SelectedReason:
    """The reason of a center, else of the point in a 0-based row of the source; empty where neither is there.

    It may compute steps again, so it is called on a worker.
    """
    prepared, step = run.prepared, run.scene.materialized(run.index)
    if prepared is None or step is None:
        return NO_REASON
    before = run.scene.materialized(run.index - 1) if run.index else None
    if step.centers is not None and 0 <= center < len(step.centers):
        changed = _reason_of_change(run, step, center, before)
        if prepared.rows_obstacle and changed is None:
            return SelectedReason(prepared.rows_obstacle)
        reason = changed or step.explain_center(prepared.points, center, before)
        return SelectedReason(run.listing.renamed(reason.text), reason.lines)
    places = prepared.places(() if row is None else (row,))
    if not len(places) or row is None:
        return NO_REASON
    reason = step.explain_point(prepared.points, int(places[0]), before)
    template = "Row {row}. {reason}"
    text = Message(template, row=prepared.table.row_number(row), reason=run.listing.renamed(reason.text))
    return SelectedReason(text, reason.lines)


def _reason_of_change(run: ShownRun, step: Step, center: int, before: Step | None) -> Reason | None:
    """What a person changed of a center to get this step; None where nothing was."""
    from clusterlab.algorithms.common.center_reasons import reason_of_move

    branch = next((one for one in run.scene.session.branches if one.step_index + 1 == run.index), None)
    if branch is None or branch.change == "removed" or branch.cluster != center or run.prepared is None:
        return None
    if branch.change != "moved" or before is None or before.centers is None or step.centers is None:
        return Reason(run.scene.change_at(run.index))
    places = before.centers[center], step.centers[center]
    return reason_of_move(
        center, *places, run.prepared.points, "You moved the center of {cluster} by {length}."
    )


def next_row_to_explain(run: ShownRun, row: int | None) -> int | None:
    """The row after `row`, in spatial order, of a point that this step changed, or else of any point."""
    prepared, step = run.prepared, run.step
    if prepared is None or step is None or prepared.rows_obstacle:
        return None
    changed = _changed_places(run, prepared, step)
    known = prepared.places(() if row is None else (row,))
    after = changed[changed > known[0]] if len(known) else changed
    return prepared.row(int(after[0] if len(after) else changed[0]))


def _changed_places(run: ShownRun, prepared: Prepared, step: Step) -> Rows:
    """The points that changed cluster, else those that the step highlights, else all: ascending."""
    before = run.scene.run[run.index - 1].labels if run.index else None
    if before is not None and step.labels is not None and len(before) == len(step.labels):
        changed = np.flatnonzero(step.labels != before)
        if len(changed):
            return changed
    marks = [mark for mark in step.marks(prepared.points) if isinstance(mark, Highlights)]
    highlighted = np.unique(np.concatenate([mark.rows for mark in marks])) if marks else np.zeros(0, np.intp)
    return highlighted if len(highlighted) else np.arange(prepared.points.n)
