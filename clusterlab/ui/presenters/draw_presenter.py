"""The tool that draws: its options, what it does with selected points, and when it can be used."""

from clusterlab.datasets.drawn_points import DrawnPoints, known_groups, next_group
from clusterlab.session.playback.shown import Shown
from clusterlab.session.state.drawing_choices import NO_DRAWING_ON_PANES, NOT_READ_YET
from clusterlab.ui.panels.control_help import CONTROL_HELP
from clusterlab.ui.presenter import Presenter
from clusterlab.ui.presenters.brush_cursor import BrushCursor
from clusterlab.ui.presenters.stroke_presenter import StrokePresenter
from clusterlab.ui.widgets.tooltip import set_tip

NOTHING_SELECTED = "No point is selected. Select some on the canvas first."


class DrawPresenter:
    """Follows the tool and the data, and edits the selected points."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._window, self._box = presenter, presenter.window, presenter.window.data.draw_box
        self.strokes = StrokePresenter(presenter, self._box)
        self.cursor = BrushCursor(presenter, self._box, self.strokes)
        self._window.tools.tool_changed.connect(self._follow_tool)
        self._box.changed.connect(self._follow_options)
        self._box.group_asked.connect(lambda: self.label_selected(self._box.chosen_group))
        self._box.empty_asked.connect(self.ask_empty)
        self._box.input_rejected.connect(presenter.show_error)
        for signal in (presenter.session_changed, presenter.scene_changed):
            signal.connect(self._follow)
        presenter.frame_shown.connect(self._follow_frame)
        presenter.highlight_changed.connect(self._show_selected)

    @property
    def is_on(self) -> bool:
        """Whether the tool is chosen."""
        return self._window.canvas.tool == "draw"

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the present points, and a name for another one."""
        source, prepared = self._presenter.document.session.source, self._presenter.shown.run.prepared
        groups = source.groups if isinstance(source, DrawnPoints) else ()
        if not isinstance(source, DrawnPoints) and prepared is not None:
            groups = known_groups(prepared.table)
        return *groups, next_group(groups)

    def ask_empty(self) -> None:
        """Asks for the range of the axes of a new drawing, and begins it."""
        from clusterlab.ui.dialogs.empty_drawing_dialog import EmptyDrawingDialog

        dialog = EmptyDrawingDialog(self._window)
        dialog.requested.connect(self.begin_empty)
        dialog.open()

    def begin_empty(self, corners: tuple[tuple[float, float], tuple[float, float]]) -> None:
        """Begins a drawing without points, which shows the plane between two corners."""
        self._window.canvas.keeps_units = False
        self.strokes.commands.begin_empty(corners)
        self._window.canvas.fit()
        self._window.tools.use_tool("draw")

    def delete_selected(self) -> None:
        """Deletes the selected points."""
        selected = self.strokes.selected
        if len(selected):
            self.strokes.edit(self.strokes.points.without(selected), "delete")
        else:
            self._presenter.show_error(NOTHING_SELECTED)

    def label_selected(self, group: str) -> None:
        """Puts the selected points in a group, or in none where that is empty."""
        selected = self.strokes.selected
        if len(selected):
            self.strokes.edit(self.strokes.points.labeled(selected, group), "label", selected)
        else:
            self._presenter.show_error(NOTHING_SELECTED)

    def _follow_tool(self, tool: str) -> None:
        if tool == "draw":
            self.cursor.begin()
            self._follow_options()
            self._take_focus()
        else:
            self.cursor.end()
        self._follow(self._presenter.shown)

    def _take_focus(self) -> None:
        """Gives the focus to the canvas, or to an open question, whose keys come first."""
        if self._window.predict.is_open:
            self._window.predict.take_focus()
        else:
            self._window.canvas.setFocus()

    def _follow(self, shown: Shown) -> None:
        """Shows whether something can be drawn, and leaves the tool where nothing can."""
        obstacle = self._presenter.shown.drawing_obstacle
        self._window.data.draw.setEnabled(not obstacle)
        set_tip(self._window.data.draw, obstacle or CONTROL_HELP["Draw"])
        if self.is_on and obstacle and obstacle != NOT_READ_YET:
            self._window.tools.use_tool("pan")
            if obstacle != NO_DRAWING_ON_PANES:
                self._window.message.show_message("hint", obstacle)
        self._box.setVisible(self.is_on)
        if self.is_on:
            self._box.show_groups(self.groups)
        self._show_selected()

    def _follow_frame(self) -> None:
        """Fits the brush to other axes; those of what is drawn are kept."""
        if not isinstance(self._presenter.document.session.source, DrawnPoints):
            self._window.canvas.keeps_units = False
        self._follow_options()

    def _follow_options(self) -> None:
        """Shows the brush, with a radius that fits the axes."""
        if self.is_on and not self._presenter.shown.drawing_obstacle:
            self.cursor.follow_options()

    def _show_selected(self) -> None:
        self._box.show_selected(len(self._presenter.highlight.selected) if self.is_on else 0)
