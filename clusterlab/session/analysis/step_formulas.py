"""The formulas of the step on screen with its numbers, and those for which room is kept."""

from collections import defaultdict
from dataclasses import dataclass

from clusterlab.core.cache import cached_latest
from clusterlab.core.focus import NO_FOCUS, Focus
from clusterlab.core.formula import Formula
from clusterlab.core.message import Message, sentences
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.playback.scene import Scene
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.session import scaling_label

Formulas = tuple[Formula, ...]
STEPS_PER_PHASE = 2
"""The formulas of so many steps of a phase, and of its last, are as many as a step of it has."""


@dataclass(frozen=True)
class StepFormulas:
    """The formulas of a step, those of typical steps of each phase as `pages`, and what the numbers are."""

    formulas: Formulas = ()
    pages: tuple[Formulas, ...] = ()
    note: Message = Message()


NO_FORMULAS = StepFormulas()


def step_formulas(run: ShownRun, row: int | None = None, center: int = -1) -> StepFormulas:
    """The formulas of the step on screen, about a 0-based row of the source and a cluster, if there are any.

    It may compute steps again.
    """
    if run.prepared is None or run.step is None:
        return NO_FORMULAS
    if run.prepared.rows_obstacle:
        return StepFormulas(note=run.prepared.rows_obstacle)
    places = run.prepared.places(() if row is None else (row,))
    focus = Focus(int(places[0]) if len(places) else -1, center)
    found = _formulas_at(run.scene, run.index, focus)
    indexes = typical_steps(run.scene)
    pages = cached_latest(
        run.scene, "formulas", indexes, lambda: tuple(_formulas_at(run.scene, one) for one in indexes)
    )
    shown = tuple(formula.with_clusters(run.listing.reference) for formula in found)
    return StepFormulas(shown, pages, _note(run))


def typical_steps(scene: Scene) -> tuple[int, ...]:
    """The indexes of the first steps of each phase and kind, and of a finished run the last ones too."""
    progress = len(scene.run), scene.complete
    return cached_latest(scene, "typical steps", progress, lambda: _typical_steps(scene))


def _typical_steps(scene: Scene) -> tuple[int, ...]:
    by_kind = defaultdict[tuple[str, type], list[int]](list)
    for index, step in enumerate(scene.run):
        if not (step.compacted and scene.algorithm.initial_rows):  # rows of a stream come but once
            by_kind[step.phase, type(step)].append(index)
    found = {index for indexes in by_kind.values() for index in indexes[:STEPS_PER_PHASE]}
    if scene.complete:
        found |= {indexes[-1] for indexes in by_kind.values()}
    return tuple(sorted(found))


def _formulas_at(scene: Scene, index: int, focus: Focus = NO_FOCUS) -> Formulas:
    """The formulas of the step at an index."""
    step, before = scene.materialized(index), scene.materialized(index - 1) if index else None
    if step is None or scene.prepared is None:
        return ()
    return step.formulas(scene.prepared.points, before, focus)


def _note(run: ShownRun) -> Message:
    """What the columns were scaled by, and what weights are written as."""
    scaling = scaling_suffix(scaling_label(run.session))
    template = "Numbers are those of the scaled columns{scaling}." if scaling else ""
    is_weighted = run.prepared is not None and run.prepared.points.weights is not None
    weights = Message("wᵢ: weight of row i.") if is_weighted else Message()
    return sentences(Message(template, scaling=scaling), weights)
