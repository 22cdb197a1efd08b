"""The presenter of the dialog that shows and changes how a file is read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from clusterlab.core.error_sentence import error_sentence
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Source
from clusterlab.ui.presenter import Presenter

if TYPE_CHECKING:
    from clusterlab.datasets.readers.preview import TablePreview
    from clusterlab.ui.dialogs.reading_dialog import ReadingDialog


class ReadingPresenter:
    """Opens the dialog on a file, shows a preview for its choices, and opens the file as chosen."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter, self._queue = presenter, presenter.worker.task_queue()
        self.dialog: ReadingDialog | None = None
        presenter.reading_asked.connect(self.open)
        presenter.window.data.file.made.connect(self._connect)

    def _connect(self) -> None:
        """Connects the links of the options of a file."""
        presenter = self._presenter
        file = presenter.window.data.file
        file.reading.clicked.connect(lambda: self.open(presenter.shown.run.scene.session.source))
        file.dropped.clicked.connect(self.show_dropped_rows)

    @property
    def busy(self) -> bool:
        """Whether a preview is being read, or not shown yet."""
        return self._queue.busy

    def poll(self) -> Exception | None:
        """Shows the preview that was read, or why there is none."""
        failure, previews = self._queue.failure(), self._queue.take()
        if self.dialog is not None:
            for preview in previews:
                self.dialog.show_preview(preview)
            if failure is not None:
                self.dialog.show_error(error_sentence(failure))
        return None

    def open(self, source: Source) -> None:
        """Opens the dialog on a file."""
        from clusterlab.datasets.readers.kept_sheets import forget_sheets

        if not isinstance(source, OpenedFile):
            return
        from clusterlab.ui.dialogs.reading_dialog import ReadingDialog

        self._close()
        dialog = ReadingDialog(source.path.name, source.options, self._presenter.window)
        dialog.changed.connect(lambda: self._read(replace(source, options=dialog.options)))
        dialog.accepted.connect(lambda: self._accept(replace(source, options=dialog.chosen)))
        dialog.rejected.connect(forget_sheets)
        dialog.finished.connect(self._close)
        self.dialog = dialog
        dialog.open()
        self._read(source)

    def show_dropped_rows(self) -> None:
        """Shows the rows that were dropped for their missing values, each with the reason."""
        from clusterlab.datasets.dropped_rows import drop_reason, dropped_rows

        prepared = self._presenter.shown.run.scene.prepared
        if prepared is None or not prepared.selection.dropped:
            return
        table, selection = prepared.table, prepared.selection
        from clusterlab.ui.dialogs.dropped_rows_dialog import DroppedRowsDialog

        dialog = DroppedRowsDialog(self._presenter.window)
        rows = dropped_rows(table, selection).tolist()
        dialog.show_rows(table, rows, lambda row: drop_reason(table, selection, row))
        dialog.show()

    def _read(self, source: OpenedFile) -> None:
        self._queue.start(lambda: _previews(source))
        self._presenter.poll_while_busy(self)

    def _accept(self, source: OpenedFile) -> None:
        from clusterlab.datasets.readers.kept_sheets import forget_sheets

        if source != self._presenter.document.session.source:
            self._presenter.commands.open_source(source)
        else:
            forget_sheets()

    def _close(self) -> None:
        self._queue.cancel()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _previews(source: OpenedFile) -> "Iterator[TablePreview]":
    from clusterlab.datasets.readers.kept_sheets import sheets_kept

    with sheets_kept():
        preview = source.preview()
    yield preview
