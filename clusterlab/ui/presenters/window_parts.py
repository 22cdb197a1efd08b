"""Shows the session and its results in the parts of the window; reads state, and changes none."""

from clusterlab.core.formatting import format_duration
from clusterlab.core.history import MAX_LABEL_BYTES
from clusterlab.core.params import param_values
from clusterlab.datasets.column_transforms import positive_columns
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.row_weights import WEIGHT_COLUMN
from clusterlab.datasets.table import unlikely_features
from clusterlab.export.picture import Picture
from clusterlab.export.pointer_state import ringed_places
from clusterlab.session.playback.captions import Caption
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.by_eye import pane_algorithms
from clusterlab.session.state.color_choice import offered_colors
from clusterlab.session.state.drawing_choices import is_empty
from clusterlab.session.state.layers import unavailable_layers
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session, seed_labels
from clusterlab.session.state.shown_rows import shown_places, shown_text
from clusterlab.session.state.view_choice import offered_components
from clusterlab.ui.main_window import MainWindow
from clusterlab.ui.panels.algorithm_panel import refine_words
from clusterlab.ui.panels.top_bar import GIVEN_CENTERS
from clusterlab.ui.widgets.tooltip import set_tip

MEMORY_HELP = (
    f"All iterations would take more than {MAX_LABEL_BYTES // 2**20} MiB. "
    "Those not kept are recomputed when their step is shown."
)


class WindowParts:
    """Shows state in the parts of the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        kinds = pane_algorithms()
        window.top.set_algorithms({name: kind.title for name, kind in kinds.items()})

    def show_choices(self, shown: Shown) -> None:
        """Shows the chosen session before its results are computed."""
        window, session, prepared = self.window, shown.session, shown.run.scene.prepared
        algorithm = session.algorithm
        window.top.show_algorithm(algorithm.name)
        window.top.show_k(session.k or None, None if prepared is None else prepared.points.n)
        given = session.start is not None
        current_init = GIVEN_CENTERS if given else param_values(algorithm).get("init", "")
        window.top.show_init_methods(algorithm.init_methods, current_init, given)
        pane = f"Pane {session.selected + 1} · " if session.compares and not session.zoo else ""
        window.algorithm.show_algorithm(algorithm, pane)
        window.show_panes(session.compares, session.zoo)
        window.about.show_algorithm(type(algorithm))
        reasons = unavailable_layers(algorithm, prepared, session.color_by)
        window.layers.set_layers(session.layers, reasons)
        self._show_views(session, prepared)
        self._show_shown_rows(shown)
        if isinstance(session.source, Shape):
            window.data.show_shape(session.source)
        elif prepared is not None and window.data.shows_shape:  # of a shape that was never on screen
            self._show_file(prepared)
        self._offer_reading(session)

    def show_scene(self, shown: Shown) -> None:
        """Shows the data and the layers of a new scene."""
        scene, prepared = shown.run.scene, shown.run.scene.prepared
        self.window.transport.timeline.set_phases(scene.algorithm.phases)
        if isinstance(scene.session.source, DrawnPoints) and is_empty(scene.session.source):
            self._show_empty(scene.session, scene.session.source)
            return self._offer_reading(shown.session)
        if prepared is None:
            return None
        if not isinstance(shown.session.source, Shape):  # one that was chosen is shown already
            self._show_file(prepared)
            self._offer_reading(shown.session)
        self.window.data.sample.show_sample(prepared.sample_text)
        self.window.data.rows.show_sample(prepared.chosen_rows_text)
        self._show_shown_rows(shown)
        self.window.top.show_k(scene.session.k or None, prepared.points.n)
        self._show_views(scene.session, prepared)
        reasons = unavailable_layers(scene.algorithm, prepared, scene.session.color_by)
        self.window.layers.set_layers(scene.session.layers, reasons)
        seed = " · ".join(seed_labels(scene.session))
        self.window.set_status(data=prepared.size_text, seed=seed[:1].upper() + seed[1:])
        return None

    def _show_empty(self, session: Session, drawn: DrawnPoints) -> None:
        """Shows a drawing that has no points yet."""
        data, axes = self.window.data, drawn.axes
        data.show_file(f"{drawn.title} · no points yet", axes, axes, {}, session.scaling)
        data.file.columns.show_weights(dict.fromkeys(axes, 1.0) | dict(session.column_weights))
        data.file.show_weights((), "")
        data.file.show_logarithms((), ())
        data.file.show_sheets((), None)
        data.file.show_missing("drop", False)
        data.file.dropped.hide()
        data.file.notes.show_notes(0, ())
        for box in (data.sample, data.rows, data.shown):
            box.show_sample("")
        data.basis.show_reduction([], 0)
        self.window.views.show_views(axes, {}, None)
        self.window.layers.show_colors({}, "")
        self.window.set_status(data="0 points", drawn="", seed="", selected="")

    def _offer_reading(self, session: Session) -> None:
        """Offers to change how a file was read, where there is one."""
        is_file = isinstance(session.source, OpenedFile) and not session.source.is_folder
        self.window.data.file.show_reading(is_file)

    def _show_shown_rows(self, shown: Shown) -> None:
        prepared = shown.run.scene.prepared
        if prepared is not None:
            self.window.data.shown.show_sample(shown_text(prepared, shown.session.shown_rows))

    def show_run(self, shown: Shown) -> None:
        """Shows the steps of the run so far, and the position in it."""
        scene, step, transport = shown.run.scene, shown.run.step, self.window.transport
        phases = scene.phases if len(shown.runs) == 1 else _padded_phases(shown.length, scene.phases)
        transport.timeline.show_run(phases, scene.objectives, shown.position, scene.position_label)
        transport.run.show_playing(shown.playing)
        transport.show_navigation(shown.position > 0, shown.position < shown.length - 1)
        self.window.about.show_phase("" if step is None else step.phase)
        has_ended = step is not None and bool(step.stopped)
        self.window.algorithm.show_refine(refine_words(scene.algorithm), has_ended)
        times, stride = [], scene.run.label_stride
        if step is not None:
            times.append(f"Step {format_duration(scene.seconds[shown.run.index])}")
        if stride > 1:
            times.append(f"the labels of 1 iteration in {stride} are kept")
        self.window.set_status(time=" · ".join(times))
        if stride > 1:
            set_tip(self.window.status["time"], MEMORY_HELP)

    def show_busy(self, words: str, waiting: bool) -> None:
        """Shows what is being computed, in the caption too while the screen waits for it."""
        if words != self.window.status["work"].text():
            self.window.set_status(work=words)
        if waiting and self.window.caption.phase_label.text() != "Computing":
            self.window.caption.show_caption("Computing", "Press Esc to cancel.")

    def show_caption(self, picture: Picture, caption: Caption | None) -> None:
        """Shows the caption and the notes of the picture on the canvas."""
        self.window.set_status(drawn=" ".join(picture.notes) or "All points are drawn")
        if caption is None:
            self.window.caption.show_caption("", picture.caption or "No run yet.")
        else:
            self.window.caption.show_step(caption.phase_label, caption.sentence, caption)

    def show_selection(self, shown: Shown, rows: frozenset[int]) -> None:
        """Shows how many of the points on screen are selected, and marked where that is fewer."""
        prepared, view = shown.run.prepared, shown.run.view
        n = marked = 0
        if prepared is not None:
            places = prepared.selected_places(rows)
            n = marked = len(places)
            if view is not None:
                visible = shown_places(prepared, shown.run.session.shown_rows)
                marked = len(ringed_places(places, view, visible))
        words = f"{n:,} selected" if n else ""
        self.window.set_status(selected=words + (f", {marked:,} of them marked" if marked < n else ""))

    def _show_file(self, prepared: Prepared) -> None:
        """Shows the file on screen and how it is used, unless there are generated points."""
        if prepared.generated:
            return
        selection, table = prepared.selection, prepared.table
        types = column_types(table)
        reasons = selection.left_out | unlikely_features(table)
        reasons |= {name: types[name].words for name in table.texts}
        if selection.weight_column:
            reasons |= {selection.weight_column: WEIGHT_COLUMN}
        chosen, scaling = selection.columns, prepared.scale.kind
        numeric = [name for name in table.columns if name != selection.weight_column]
        self.window.data.show_file(prepared.choices_summary, numeric, chosen, reasons, scaling)
        self.window.data.file.columns.show_weights(dict.fromkeys(chosen, 1.0) | selection.column_weights)
        self.window.data.file.show_weights(table.columns, selection.weight_column)
        positive = [name for name in positive_columns(table) if name != selection.weight_column]
        self.window.data.file.show_logarithms(positive, tuple(table.logged.values()))
        self.window.data.file.show_sheets(table.sheets, table.read_as.sheet if table.read_as else None)
        self.window.data.file.show_missing(selection.missing, table.has_missing)
        self.window.data.file.dropped.setVisible(selection.dropped > 0)
        self.window.data.file.notes.show_notes(selection.dropped, prepared.notes)

    def _show_views(self, session: Session, prepared: Prepared | None) -> None:
        """Shows the view of the data, and the reduction to components."""
        if prepared is None:
            return
        components = offered_components(prepared.features)
        self.window.views.show_views(prepared.selection.columns, components, session.view)
        colors = {} if session.zoo else offered_colors(prepared, session)
        self.window.layers.show_colors(colors, session.color_by)
        self.window.data.basis.show_reduction(prepared.cumulative_variance.tolist(), session.reduce)


def _padded_phases(length: int, phases: list[str]) -> list[str]:
    """The phases of a run, padded to the length of the longest run that is compared with it."""
    return [*phases[:length], *["ended"] * (length - len(phases))]
