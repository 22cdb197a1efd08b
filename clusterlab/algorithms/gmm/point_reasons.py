"""The terms of a point's share in each component, and what moved a mean."""

from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from clusterlab.algorithms.common.center_reasons import centers_before, reason_of_move
from clusterlab.algorithms.gmm.component_densities import MAX_LOG, log_densities_at
from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message, join, sentences
from clusterlab.core.points import Points
from clusterlab.core.reason import Reason, ReasonLine
from clusterlab.core.step import Step

if TYPE_CHECKING:
    from clusterlab.algorithms.gmm.step import MixtureStep

MAX_TERMS = 2
"""So many components are named, the ones with the largest shares."""
MIN_LINE_SHARE = 0.005
"""A component with a smaller share has no line."""


def reason_of_shares(step: "MixtureStep", points: Points, row: int) -> Reason:
    """Weight times density of the likeliest components at a point, whose shares of the sum are its own."""
    used, place = step if step.e_step is None else step.e_step, points.values[row]
    logs = log_densities_at(used, points, place)
    with np.errstate(divide="ignore"):
        terms = logs + np.log(used.weights)
    shares = np.exp(terms - np.logaddexp.reduce(terms))
    largest = np.argsort(-shares, kind="stable")[:MAX_TERMS].tolist()
    parts = [_term(k, float(used.weights[k]), float(logs[k]), float(shares[k])) for k in largest]
    lines = tuple(
        ReasonLine(place, used.centers[k], k, Message("{share:percent}", share=float(shares[k])))
        for k in largest
        if shares[k] >= MIN_LINE_SHARE
    )
    return Reason(sentences(Message("{parts}.", parts=join(parts, "; ")), _meaning(step)), lines)


def _term(component: int, weight: float, log_density: float, share: float) -> Message:
    """The share of one component, and the weight and density that give it."""
    values = {"cluster": ClusterReference(component), "share": share, "weight": weight}
    if not weight or abs(log_density) > MAX_LOG:
        template = "{share:percent} of {cluster}: weight {weight}, log density {log}"
        return Message(template, **values, log=log_density)
    template = "{share:percent} of {cluster}: weight {weight} × density {density} = {product}"
    return Message(template, **values, density=exp(log_density), product=exp(log_density + log(weight)))


def _meaning(step: "MixtureStep") -> Message:
    """What follows from the shares at this step."""
    if step.phase == "M":
        return Message("By these shares it counts in each mean and covariance.")
    if step.phase == "start":
        return Message("The E-step gives it these shares.")
    return Message("Each share is that product over the sum of all.")


def reason_of_component(step: "MixtureStep", points: Points, component: int, before: Step | None) -> Reason:
    """Of what a mean is the mean, and how far it moved from the step before."""
    centers, was = step.centers, centers_before(step, before)
    if step.phase != "M" or was is None:
        template = "The mean of {cluster} rests; its weight is {weight}. The M-step moves it."
        weight = float(step.weights[component])
        return Reason(Message(template, cluster=ClusterReference(component), weight=weight))
    template = "The mean of {cluster} moved by {length}, to the mean of all points by their shares."
    return reason_of_move(component, was[component], centers[component], points, template)
