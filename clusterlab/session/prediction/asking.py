"""The question before the next step of a run on screen, with the reasons of the right answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from clusterlab.core.question import ChoiceQuestion, PlaceQuestion, Question, QuestionKind, StepPair
from clusterlab.core.reason import Reason
from clusterlab.session.playback.shown import ShownRun
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.shown_rows import shown_places


@dataclass(frozen=True, eq=False)
class AskedQuestion:
    """A question before the step after that of `run`, and why the right answers are right: one for each."""

    run: ShownRun
    question: Question
    reasons: tuple[Reason, ...]

    @property
    def listing(self) -> ClusterListing:
        """What the clusters are called at the step before."""
        return self.run.listing


def next_question_kind(run: ShownRun) -> QuestionKind | None:
    """What can be asked before the next step; None where there is nothing, or no such step yet."""
    following, scene = run.index + 1, run.scene
    is_known = run.prepared is not None and not run.prepared.rows_obstacle
    if not is_known or run.waiting or following >= len(scene.run):
        return None
    return scene.algorithm.questions.get(scene.run[following].phase)


def next_question(run: ShownRun) -> AskedQuestion | None:
    """The question before the next step, the same one each time; None where none fits.

    It may compute steps again, so it is called on a worker.
    """
    kind = next_question_kind(run)
    pair = None if kind is None else _step_pair(run)
    found = None if kind is None or pair is None else kind.ask(pair)
    if found is None or pair is None:
        return None
    listing = replace(run, index=run.index + 1, step=pair.after).listing
    reasons = tuple(replace(one, text=listing.renamed(one.text)) for one in _reasons(pair, found))
    return AskedQuestion(run, _listed(found, run.listing), reasons)


def _step_pair(run: ShownRun) -> StepPair | None:
    scene, view = run.scene, run.view
    if scene.prepared is None or view is None:
        return None
    before, after = scene.materialized(run.index), scene.materialized(run.index + 1)
    if before is None or after is None:
        return None
    seed = scene.algorithm.seed if scene.algorithm.seeded else 0
    random = np.random.default_rng((seed, run.index))
    shown = shown_places(scene.prepared, run.session.shown_rows)
    return StepPair(before, after, scene.prepared.points, view, random, shown)


def _reasons(pair: StepPair, question: Question) -> Sequence[Reason]:
    if isinstance(question, PlaceQuestion):
        return [pair.after.explain_center(pair.points, question.cluster, pair.before)]
    return question.reasons or [
        pair.after.explain_point(pair.points, row, pair.before) for row in question.rows.tolist()
    ]


def _listed(question: Question, listing: ClusterListing) -> Question:
    """A question with the names of clusters, and with its options in the order in which these are listed."""
    text = listing.renamed(question.text)
    if isinstance(question, PlaceQuestion):
        return replace(question, text=text)
    assert isinstance(question, ChoiceQuestion)
    options = [replace(one, words=listing.renamed(one.words)) for one in question.options]
    order = sorted(range(len(options)), key=lambda i: listing.number(options[i].cluster))
    truths = tuple(order.index(truth) for truth in question.truths)
    return replace(question, text=text, options=tuple(options[i] for i in order), truths=truths)
