"""Every sentence of the session layer is a Message, from whose template and values it can be made again."""

from dataclasses import fields, replace

import pytest

from clusterlab.core.algorithm import ALGORITHMS
from clusterlab.core.history import Run
from clusterlab.core.message import Message
from clusterlab.datasets.generators.shapes import Blobs
from clusterlab.metrics.k_sweep import entries, full_sweep
from clusterlab.session.analysis.comparison import distinguishing_names, figures_text
from clusterlab.session.analysis.k_charts import k_charts
from clusterlab.session.analysis.k_sweep import unavailable_reason
from clusterlab.session.analysis.point_details import details_of_center, point_details
from clusterlab.session.playback.captions import caption, run_title, scaling_suffix
from clusterlab.session.state.layers import unavailable_layers
from clusterlab.session.state.prepared import prepare, read_source
from clusterlab.session.state.session import Session, scaling_label, seed_labels

SOURCE = Blobs(points=60, dimensions=5)
CLASSES = ALGORITHMS.all().values()


@pytest.fixture(scope="module")
def prepared():
    return prepare(read_source(SOURCE), None, "z-score", True, reduce=3, sample=50)


def check(messages):
    """Checks that each text is a Message that its template and values make again, nested ones, too."""
    for message in messages:
        assert type(message) is Message, message
        assert Message(message.template, **message.values) == message
        check(value for value in message.values.values() if isinstance(value, Message))


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_what_is_said_of_a_run(kind, prepared):
    algorithm, points = kind(), prepared.points
    run = Run(algorithm.for_fixed_points().steps(points))
    for index, step in enumerate(run):
        said = caption(algorithm, points, run, index, "z-score")
        check(
            [
                said.text,
                *(
                    getattr(said, field.name)
                    for field in fields(said)
                    if field.name not in ("better", "phase")
                ),
            ]
        )
        check([figures_text(algorithm, step, prepared, 0.5)])
        details = [point_details(prepared, step, 0, None), details_of_center(prepared, step, 0)]
        for one in filter(None, details):
            check([one.title, one.more, one.explanation])
            check([words for _, words in (*one.values, *one.facts)])


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_what_is_said_of_a_session(kind, prepared):
    session = replace(Session.of(SOURCE, kind()), scaling="z-score", reduce=3, sample=50)
    check([prepared.summary, prepared.sample_text, prepared.view().badge, run_title(session, prepared, 3)])
    check([scaling_label(session), scaling_suffix(scaling_label(session)), *seed_labels(session)])
    check([*unavailable_layers(session.algorithm, prepared).values()])
    check([unavailable_reason(session, prepared.points, 10), *distinguishing_names([session.algorithm])])


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind.takes_k], ids=lambda kind: kind.name)
def test_what_is_said_of_a_sweep(kind, prepared):
    algorithm = kind().for_fixed_points()
    lines = {"": entries(full_sweep(algorithm, prepared.points, range(1, 4), 1, 2))}
    for chart in k_charts(
        algorithm, lines, range(1, 4), prepared.points, treatment=scaling_suffix("z-score")
    ):
        check([chart.conclusion, chart.help, *map(chart.words, chart.ks)])
