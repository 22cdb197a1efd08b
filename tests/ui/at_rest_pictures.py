"""What the canvas, the compared panes and the zoo of a window at rest are to show."""

import numpy as np

from clusterlab.core.marks import Highlights, PointMarks
from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.export.figure_grid import PENDING_CELL
from clusterlab.export.frame import frame_task
from clusterlab.export.grid_cell import cell_without_points, grid_cell
from clusterlab.export.legend_rows import all_legend_rows, column_rows
from clusterlab.session.analysis.comparison import numbered_names
from clusterlab.session.analysis.selected_reason import selected_reason
from clusterlab.session.playback.change_sentence import last_changes
from clusterlab.session.state.color_choice import point_codes
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.ui.canvas.raster import raster_images
from clusterlab.ui.panels.canvas_strip import CanvasStrip

COMPARED = (
    *("drawn_places", "colors", "sizes", "listing", "noise", "layers", "title", "caption", "notes"),
    "column_codes",
)
"""The fields of a picture that are compared, beside its view."""


def picture_faults(expect, window, presenter, shown):
    """Compares the pictures on screen with pictures that are made anew."""
    session = shown.session
    visible = {name for name in ("canvas", "panes", "zoo") if getattr(window, name).isVisibleTo(window)}
    wanted = "zoo" if session.compares and session.zoo else "panes" if session.compares else "canvas"
    expect("Pictures on screen", visible, {wanted})
    expect("Bar of the panes, visible", window.pane_bar.isVisibleTo(window), session.compares)
    if wanted == "canvas":
        canvas_faults(expect, window, presenter, shown)
    elif wanted == "panes":
        pane_faults(expect, window, presenter, shown)
    else:
        zoo_faults(expect, window, shown)


def canvas_faults(expect, window, presenter, shown):
    """Compares the picture, the legend, the selection and the notes of the canvas."""
    make, canvas = (
        frame_task(shown.run, None, presenter.overlays, presenter.highlight.emphasis),
        window.canvas,
    )
    if make is None:
        return
    wanted = make().picture
    same_picture(expect, "Canvas", canvas.picture, wanted)
    if canvas._view is not None:
        expect("Canvas, drawn picture", canvas._view.plot.picture is canvas.picture, True)
        expect("Canvas, theme", canvas._view.plot.theme, canvas._theme)
    shard_faults(expect, canvas, shown)
    expect("Canvas, description", canvas.accessibleDescription() if wanted.caption else "", wanted.caption)
    expect("Status, drawn", window.status["drawn"].text(), " ".join(wanted.notes) or "All points are drawn")
    legend_faults(expect, canvas.picture, shown)
    pointer_faults(expect, "Canvas", canvas.pointer, shown.run, presenter.highlight)
    overlay_faults(expect, canvas.picture, shown)
    answer = window.predict._answer
    reason_faults(expect, canvas, shown, presenter.highlight.selected, () if answer is None else answer.lines)


def shard_faults(expect, canvas, shown):
    """Compares the image of points in shards with one that is made anew."""
    prepared, plot = shown.run.prepared, None if canvas._view is None else canvas._view.plot
    is_sharded = prepared is not None and isinstance(prepared.points, ShardedPoints)
    expect("Canvas, shards", canvas.picture.shards, prepared.points if is_sharded else None)
    if not is_sharded or plot is None:
        return
    content, images = plot.content(), plot.images(plot.content())
    expect("Canvas, image of shards, there", images is not None and images.matches(content), True)
    expect("Canvas, image of shards, complete", images is not None and images.is_complete, True)
    if images is not None:
        expect("Canvas, image of shards", images.points, raster_images(*content).points)


def reason_faults(expect, canvas, shown, rows, answered):
    """Compares what explains the selected point or center, unless hidden, with the step on screen.

    Where nothing is explained, the lines are those of a question that was `answered`.
    """
    said = [strip.words for strip in canvas.findChildren(CanvasStrip) if type(strip) is CanvasStrip]
    if not any(said):
        return expect("Reason, lines", canvas.pointer.reason, answered)
    wanted = selected_reason(shown.run, *(rows if len(rows) == 1 else (None,)), canvas.pointer.center)
    expect("Reason", said, [str(wanted.text)])
    return expect("Reason, lines", canvas.pointer.reason, wanted.lines)


def same_picture(expect, part, drawn, wanted):
    """Compares two pictures."""
    if drawn is None or wanted is None:
        return expect(part, drawn, wanted)
    expect(f"{part}, axes", drawn.view.axes, wanted.view.axes)
    expect(f"{part}, view", drawn.view.matrix, wanted.view.matrix)
    for name in COMPARED:
        expect(f"{part}, {name}", getattr(drawn, name), getattr(wanted, name))
    expect(
        f"{part}, kinds of marks", *[[type(mark).__name__ for mark in one.marks] for one in (drawn, wanted)]
    )
    for mark, other in zip(drawn.marks, wanted.marks, strict=False):
        expect(f"{part}, {type(mark).__name__}", mark, other)
    return None


def legend_faults(expect, picture, shown):
    """Compares the legend with the clusters of the step, counted anew."""
    step = shown.run.scene.materialized(shown.run.index)
    labels = labels_of(step, shown.run.prepared)
    if step is not None and step.cluster_sizes is not None:  # of shards; each point has one
        labels = np.repeat(np.arange(step.k), step.cluster_sizes.astype(int))
    rows = [row for row in all_legend_rows(picture) if not row.ring]
    codes = point_codes(shown.run.prepared, shown.session.color_by, shown.run.scene.prepared)
    if codes is not None:
        return expect("Legend, column", rows, column_rows(codes))
    if labels is None:
        return expect("Legend", rows, [])
    total, sizes = len(labels), np.bincount(labels[labels >= 0], minlength=step.k)
    listing, figures = shown.run.listing, [f"{n:,} · {100 * n / total:.0f} %" for n in sizes.tolist()]
    wanted = [(listing.title(label), figures[label]) for label in listing.listed(step.k)]
    noise = int((labels < 0).sum())
    if noise:
        words = picture.point_marks.unlabeled_name, f"{noise:,} · {100 * noise / total:.0f} %"
        wanted.insert(0, words)
    found = [(row.name, row.figures) for row in rows]
    expect("Legend", found, wanted)
    return expect("Legend, layer", "legend" in picture.layers, "legend" in shown.session.layers)


def labels_of(step, prepared):
    """The labels with which the points of a step are drawn; None where they have none."""
    marks = () if step is None else step.marks(prepared.points)
    return next((mark.labels for mark in marks if isinstance(mark, PointMarks)), None)


def pointer_faults(expect, part, pointer, run, highlight):
    """Compares the selected points and the details of a center."""
    if run.prepared is None:
        return
    selected = run.prepared.places(highlight.selected)
    expect(f"{part}, selected points", pointer.selected, selected)
    k = 0 if run.step is None else run.step.k
    expect(f"{part}, selected center exists", pointer.center < max(k, 1), True)


def overlay_faults(expect, picture, shown):
    """Rings that follow from labels are shown only where their layer is."""
    kinds = {mark.meaning for mark in picture.marks if isinstance(mark, Highlights)}
    for layer, kind in (("doubtful", "doubtful"), ("known", "misplaced")):
        if layer not in shown.session.layers:
            expect(f"Rings of {layer} points", kind in kinds, False)


def pane_faults(expect, window, presenter, shown):
    """Compares the titles, the scores and the pictures of the compared panes."""
    changes = last_changes([run.session.branches for run in shown.runs])
    names = numbered_names([run.session.algorithm for run in shown.runs], changes)
    panes = window.panes.shown
    expect("Panes", len(panes), len(shown.runs))
    expect("Panes, at most", len(panes) <= MAX_PANES, True)
    for number, (canvas, run, name) in enumerate(zip(panes, shown.runs, names, strict=False)):
        part, cell = f"Pane {number + 1}", fresh_cell(run, name, has_legend=not number)
        cell_faults(expect, part, canvas.cell, cell)
        same_picture(expect, part, canvas.picture, cell.picture)
        chosen = number == shown.session.selected and len(shown.runs) > 1
        expect(f"{part}, selected", canvas._selected, chosen)
        words = " · ".join(filter(None, (cell.title, cell.figures, cell.failure)))
        expect(f"{part}, name", canvas.accessibleName(), f"{words}, selected" if chosen else words)
        pointer_faults(expect, part, canvas.pointer, run, presenter.highlight)


def zoo_faults(expect, window, shown):
    """Compares the thumbnails of the zoo."""
    thumbnails = window.zoo.thumbnails
    expect("Zoo", len(thumbnails), len(shown.runs))
    for number, (thumbnail, run) in enumerate(zip(thumbnails, shown.runs, strict=False)):
        cell = fresh_cell(run, "", paths=False)
        drawn = thumbnail.cell or PENDING_CELL
        cell_faults(expect, f"Cell {number + 1} of the zoo", drawn, cell)
        same_picture(expect, f"Cell {number + 1} of the zoo", drawn.picture, cell.picture)


def fresh_cell(run, title, paths=True, has_legend=False):
    """The cell of a pane or of the zoo, made anew; the zoo shows no paths."""
    if run.view is None:
        return cell_without_points(run, title)
    past = run.scene.past(run.index) if paths else ()
    step, view = run.scene.materialized(run.index), run.view.without_axis_labels
    return grid_cell(run, step, view, title, past, has_legend=has_legend)


def cell_faults(expect, part, cell, wanted):
    """Compares the texts of a cell."""
    for name in ("title", "figures", "failure"):
        expect(f"{part}, {name}", getattr(cell, name, None), getattr(wanted, name))
