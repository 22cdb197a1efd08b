"""How far compared algorithms agree with clusters by eye, in a sentence."""

from collections.abc import Sequence

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.message import Message, sentences
from clusterlab.core.step import Step
from clusterlab.session.analysis.comparison import numbered_names
from clusterlab.session.analysis.comparison_metrics import ComparisonMetrics

GRADES = ((0.9, Message("excellent")), (0.8, Message("good")), (0.65, Message("moderate")))
"""From which ARI on an agreement is called what. (Steinley 2004.)"""
POOR = Message("poor")


def by_eye_agreement(
    algorithms: Sequence[Algorithm], steps: Sequence[Step | None], found: Sequence[ComparisonMetrics]
) -> Message:
    """Which of the compared algorithms agrees most with clusters by eye, and how figures treat other points.

    Empty where there are no clusters by eye or no other clusters.
    """
    eye = next((place for place, one in enumerate(algorithms) if one.by_hand), None)
    step = None if eye is None else steps[eye]
    if eye is None or step is None or not step.k:
        return Message()
    return sentences(_most_agreeing(eye, algorithms, found), _not_assigned(step))


def _most_agreeing(eye: int, algorithms: Sequence[Algorithm], found: Sequence[ComparisonMetrics]) -> Message:
    """The algorithm with the greatest ARI with the clusters by eye."""
    others = [place for place, one in enumerate(algorithms) if not one.by_hand]
    values = {place: value for place in others if (value := _ari(found[eye], place)) is not None}
    if not values:
        return Message()
    best = max(values, key=lambda place: values[place])
    name, value = numbered_names(algorithms)[best], values[best]
    if value == 1:
        return Message("{name} and By eye have the same clusters (ARI 1).", name=name)
    template = (
        "{name} agrees most with By eye: ARI {ari:hundredths}, {grade} (1 is the same, 0 chance)."
        if len(values) > 1
        else "{name} and By eye: ARI {ari:hundredths}, {grade} agreement (1 is the same, 0 chance)."
    )
    grade = next((words for least, words in GRADES if value >= least), POOR)
    return Message(template, name=name, ari=value, grade=grade)


def _ari(eye: ComparisonMetrics, place: int) -> float | None:
    return eye.pairwise_ari[place] if place < len(eye.pairwise_ari) else None


def _not_assigned(step: Step) -> Message:
    """How figures treat points that are in no cluster by eye; empty where all are in one."""
    left = 0 if step.labels is None else int((step.labels < 0).sum())
    template = (
        "{left:# point is|# points are} not assigned by eye: inertia and silhouette leave "
        "{left:it|them} out, ARI counts {left:it|them} as one group."
    )
    return Message(template, left=left) if left else Message()
