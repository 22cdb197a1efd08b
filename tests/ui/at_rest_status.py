"""What the status bar of a window at rest is to show."""

from clusterlab.core.formatting import format_count
from clusterlab.session.state.session import seed_labels


def status_faults(expect, window, shown):
    """Compares the texts of the status bar."""
    scene, prepared = shown.run.scene, shown.run.scene.prepared
    status = {name: label.text() for name, label in window.status.items()}
    expect("Status, work", status["work"], "")
    if prepared is None:
        return
    seeds = " · ".join(seed_labels(shown.session))
    expect("Status, seeds", status["seed"], seeds[:1].upper() + seeds[1:])
    points = prepared.selection.of or prepared.points.n
    expect("Status, points", format_count(points, "point") in status["data"], True)
    expect("Status, features", format_count(prepared.features.d, "feature") in status["data"], True)
    expect("Status, reduction", "reduced to" in status["data"], bool(shown.session.reduce))
    expect("Status, time", status["time"].startswith("Step "), shown.run.step is not None)
    thinned = "the labels of 1 iteration in"
    expect("Status, kept labels", thinned in status["time"], scene.run.label_stride > 1)
