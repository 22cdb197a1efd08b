"""A folder that only the workers of a cluster can read, in the real window."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF

from clusterlab.core.message import Message
from clusterlab.datasets.shards.shard_folder import open_folder
from clusterlab.datasets.workers.calls import ClusterError
from clusterlab.datasets.workers.cluster_address import ClusterAddress
from clusterlab.session.saved.session_file import save_session
from clusterlab.ui.canvas.raster import raster_images
from clusterlab.ui.dialogs.cluster_dialog import NOT_HERE
from tests.ui.cluster.connecting import bits, expected, place_words
from tests.ui.file_answers import words


def drawn(program):
    """The images of points on the canvas, which are those of its content."""
    plot = program.window.canvas.view.plot
    found = plot.images(plot.content())
    assert found.matches(plot.content())
    assert found.is_complete
    return found


def zoom(program, place, span):
    """Shows the part of the plane around a place (2,)."""
    (x, y), box = place, program.window.canvas.view.plot.box
    box.setRange(xRange=(x - span, x + span), yRange=(y - span, y + span), padding=0)


def hover(program, settle, place):
    """The title of the card of a place (2,) on the plane."""
    canvas = program.window.canvas
    canvas._hover(QPointF(*canvas.viewport.to_pixels(place[None])[0].tolist()))
    settle()
    return canvas.pointer.place.card.title


def test_a_folder_that_only_workers_can_read_is_drawn_and_hovered(opened_there, settle, points_folder):
    canvas, run, here = (
        opened_there.window.canvas,
        opened_there.presenter.shown.run,
        open_folder(points_folder),
    )
    assert bits(run) == expected(points_folder, 4)
    picture, viewport, theme = canvas.view.plot.content()
    expected_image = raster_images(replace(picture, shards=here.points), viewport, theme)
    assert drawn(opened_there).points == expected_image.points
    place = run.view.project(here.points.take([7]))[0]
    assert "Block of" in hover(opened_there, settle, place)
    zoom(opened_there, place, 0.01)
    settle()
    assert 7 in drawn(opened_there).near.indices
    assert hover(opened_there, settle, place) == f"Row {here.points.row_number(7):,}"
    assert opened_there.watched.threads >= {"clusterlab run", "clusterlab shards", "clusterlab hover"}


def test_a_connection_that_is_lost_at_rest_is_said_at_once(opened_there, settle, click):
    program, lost = opened_there, "The connection to this test was lost. The last step is kept."
    images = drawn(program).points
    program.watched.are_connected = False
    settle.until(lambda: words(program) == lost)
    assert place_words(program) == "Lost the connection to workers on this machine"
    assert not program.window.message.other.isVisible()  # nothing can be computed here
    program.window.message.hide()
    program.presenter.go(0)
    settle()
    assert words(program) == lost
    assert program.window.canvas.view.plot._images.points == images
    program.watched.are_connected = True
    click(program.window.message.action)
    settle()
    program.presenter.go_to_end()
    settle()
    assert drawn(program).points == images
    click(program.window.data.place.all)
    settle()
    program.presenter.commands.choose_k(3)
    settle()
    assert "some.clab-points is not on this machine: connect to workers" in words(program)


def test_a_folder_that_is_not_here_is_opened_again_by_connecting(
    opened_there, cluster, settle, click, tmp_path, monkeypatch
):
    program, session = opened_there, opened_there.presenter.document.session
    expected, saved = bits(program.presenter.shown.run), tmp_path / "some.clab"
    save_session(saved, program.session_files.snapshot())
    program.actions["disconnect_cluster"].trigger()
    settle()
    program.presenter.player.place.headers.clear()  # as in a new window
    monkeypatch.setattr(program.connection_presenter, "_last", ClusterAddress())
    begins = program.recent_files.menu.actions()[0].trigger, partial(reopen, program, settle, click, saved)
    for begin in begins:
        program.presenter.commands.choose_shape("moons")
        settle()
        begin()
        dialog, cluster.failure = program.connection_presenter.dialog, ClusterError(Message("No answer."))
        assert (dialog.address.text(), dialog.points.text()) == ("local:2", session.source.path.as_posix())
        assert dialog.state.text() == NOT_HERE
        dialog.connect_button.click()
        settle()
        assert dialog.state.text() == "No answer."
        cluster.failure = None
        dialog.connect_button.click()
        settle()
        program.presenter.go_to_end()
        settle()
        assert program.presenter.document.session.source == session.source
        assert bits(program.presenter.shown.run) == expected
        program.actions["disconnect_cluster"].trigger()
        settle()
    assert program.session_files.file == saved
    assert program.presenter.document.session == session


def reopen(program, settle, click, path):
    """Opens a session whose folder is not on this machine, as far as workers are asked for."""
    program.presenter.open_asked.emit(path)
    settle()
    message = program.window.message
    assert "are missing" in words(program)
    assert [message.action.text(), message.other.text()] == ["Connect…", "Find the file…"]
    click(message.action)
