"""The presenter of the dialog that applies clusters to the rows of a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from clusterlab.core.error_sentence import error_sentence
from clusterlab.core.formatting import format_count, format_list, format_percent
from clusterlab.core.progress import Progress
from clusterlab.core.worker import Task, TaskQueue
from clusterlab.datasets.table import Table
from clusterlab.export.assigned_rows import assigned_cells, assigned_notes, save_assigned
from clusterlab.export.atomic_write import resolved_path
from clusterlab.session.models.model import Assigned, Model, ModelError, check_model
from clusterlab.session.models.model_file import read_model
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.ui.dialogs.apply_dialog import ApplyDialog

MAX_LISTED_COLUMNS = 12


@dataclass(frozen=True, eq=False)
class AssignedTable:
    """A table whose rows were assigned."""

    table: Table
    found: Assigned


class ApplyPresenter:
    """Opens the dialog on the clusters on screen, and assigns the rows of a file in the background."""

    def __init__(self, presenter: Presenter, queue: TaskQueue) -> None:
        self._presenter, self._queue = presenter, queue
        self.dialog: ApplyDialog | None = None
        self._model: Model | None = None
        self._source: OpenedFile | None = None
        self._assigned: AssignedTable | None = None

    @property
    def busy(self) -> bool:
        """Whether a model or a table is read, or rows are assigned, or that is not shown yet."""
        return self._queue.busy

    def poll(self) -> Exception | None:
        """Shows how far the work is, its result, or why there is none."""
        failure, items = self._queue.failure(), self._queue.take()
        if self.dialog is None:
            return None
        for item in items:
            self._show(self.dialog, item)
        if failure is not None:
            self.dialog.show_words(error_sentence(failure))
        return None

    def open(self) -> None:
        """Opens the dialog on the clusters of the step on screen."""
        from clusterlab.ui.dialogs.apply_dialog import ApplyDialog
        from clusterlab.ui.dialogs.file_dialogs import ask_table
        from clusterlab.ui.dialogs.model_dialogs import ask_model

        self._close()
        self.dialog = dialog = ApplyDialog(self._presenter.window)
        dialog.table_asked.connect(lambda: ask_table(self._presenter, self.choose_table, dialog))
        dialog.model_asked.connect(lambda: ask_model(self._presenter, dialog, self.choose_model))
        dialog.save_asked.connect(self._ask_to_save)
        dialog.finished.connect(self._close)
        dialog.open()
        self._model = self._source = None
        self._use_clusters_on_screen(dialog)

    def choose_table(self, path: Path) -> None:
        """Assigns the rows of a file."""
        self._source = OpenedFile(path)
        self._assign()

    def choose_model(self, path: Path) -> None:
        """Takes a saved model in place of the one before, also for the table that is chosen already."""
        self._model = None
        self._start("Reading…", lambda: iter([read_model(path)]))

    def save(self, path: Path) -> None:
        """Saves the rows that were assigned, in the background."""
        model, assigned, source = self._model, self._assigned, self._source
        if model is None or assigned is None or source is None or self.dialog is None:
            return
        if resolved_path(path) == resolved_path(source.path):
            self.dialog.show_words(f"{path.name} is the table itself. Choose another name.")
            self.dialog.save_button.setEnabled(True)
            return
        self._presenter.saver.save(path, lambda: save_assigned(path, assigned.table, model, assigned.found))
        self.dialog.accept()

    def _use_clusters_on_screen(self, dialog: "ApplyDialog") -> None:
        slot, run = self._presenter.player.slot, self._presenter.shown.run
        prepared, step = slot.current_prepared, self._presenter.player.materialized_step
        algorithm = run.session.algorithm
        try:
            check_model(algorithm)
        except ModelError as error:
            return dialog.show_model(error.message, "")
        if prepared is None or step is None or step.labels is None:
            words = "There are no clusters at this step yet. Go to a later step, or use a saved model."
            return dialog.show_model(words, "")
        dialog.show_model(f"{algorithm.title} on screen", algorithm.new_row_rule)
        return self._start("", lambda: iter([Model.of(algorithm, prepared, step, run.listing)]))

    def _start(self, words: str, task: Task) -> None:
        """Starts work in place of what is under way, with words for it."""
        assert self.dialog is not None
        self._assigned = None
        self.dialog.show_words(words)
        self._queue.start(task)
        self._presenter.poll_while_busy(self)

    def _assign(self) -> None:
        model, source = self._model, self._source
        if model is not None and source is not None:
            self._start(f"Reading {source.path.name}…", lambda: _assigning(model, source))

    def _show(self, dialog: "ApplyDialog", item: object) -> None:
        if isinstance(item, Progress):
            dialog.show_words(f"Assigning rows… {format_percent(item.done / item.of)}")
        elif isinstance(item, Model):
            self._model = item
            dialog.show_model(f"{item.title}.", item.algorithm.new_row_rule)
            dialog.show_words(_wanted_columns(item.preparation.columns))
            self._assign()
        elif isinstance(item, AssignedTable) and self._model is not None:
            self._assigned = item
            n, found = len(item.found.labels), item.found
            words = f"{format_count(n, 'row')} of {item.table.name} assigned. {found.drift}"
            dialog.show_result(words, assigned_cells(self._model, found), assigned_notes(found))

    def _ask_to_save(self) -> None:
        if self.dialog is not None and self._source is not None:
            from clusterlab.ui.dialogs.model_dialogs import ask_assigned_rows

            suggested = f"{self._source.path.stem}-clusters.csv"
            ask_assigned_rows(self._presenter, self.dialog, suggested, self.save)

    def _close(self) -> None:
        self._queue.cancel()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _wanted_columns(columns: Sequence[str]) -> str:
    """Which columns a table must have, of very many the first."""
    more = len(columns) - MAX_LISTED_COLUMNS
    listed = [*columns[:MAX_LISTED_COLUMNS], *([f"{more:,} more"] if more > 0 else [])]
    return f"The table must have the {'column' if len(columns) == 1 else 'columns'} {format_list(listed)}."


def _assigning(model: Model, source: OpenedFile) -> Iterator[object]:
    """Reads a table and assigns its rows; yields how far that is, and last the result."""
    table = source.read()
    if table.question:
        table = replace(table, notes=(table.question, *table.notes))
    found = yield from model.assign_rows(table)
    yield AssignedTable(table, found)
