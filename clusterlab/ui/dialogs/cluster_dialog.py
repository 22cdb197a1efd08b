"""The dialog that asks for the address of a cluster."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from clusterlab.core.message import Message
from clusterlab.core.params import ParamError
from clusterlab.datasets.shards.points_folder import POINTS_SUFFIX
from clusterlab.datasets.workers.cluster_address import ClusterAddress, TlsFiles
from clusterlab.ui.widgets.elements import (
    CONTROL_HEIGHT,
    add_field,
    fill_layout,
    form_layout,
    push_button,
    text_label,
)
from clusterlab.ui.widgets.tooltip import set_tip

DIALOG_WIDTH_LINES = 34
"""The least width of the dialog, in line heights."""
SECURE = "tls://"
ADDRESSES = "local, local:2, tcp://host:8786 or tls://host:8786"
CLUSTER_WORDS = (
    "A folder of prepared points is then read and computed by its workers, with the same results: only sums "
    "and pictures come back.",
    "local starts workers on this machine, local:2 two of them. tcp:// and tls:// name a dask scheduler, "
    "whose workers must all find the folder under the same path.",
    "A scheduler without TLS runs code for anybody who reaches its port.",
)
"""What a person should know before connecting."""
FOLDER_HELP = (
    "A folder of prepared points that the workers can read, to be opened; it need not be on this machine"
)
NOT_HERE = "The folder is not on this machine: connect to workers that can read it."
FILE_HELP = {
    "Authority": "The certificate of the authority of a tls:// scheduler; else the settings of distributed",
    "Certificate": "The certificate of this machine for it",
    "Key": "The key of that certificate",
}


class ClusterDialog(QDialog):
    """An address, and for tls:// the files of certificates; `connect_asked` tells that it is to be used."""

    connect_asked = Signal()

    def __init__(self, last: ClusterAddress, parent: QWidget, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Connect to a cluster")
        self.setModal(True)
        self.address = _line_edit("Address", str(last))
        self.address.setPlaceholderText(ADDRESSES)
        self.points = _line_edit("Folder", folder.as_posix() if folder else "")
        self.points.setPlaceholderText(f"optional, such as /data/some{POINTS_SUFFIX}")
        set_tip(self.points, FOLDER_HELP)
        given = (last.tls.ca, last.tls.cert, last.tls.key)
        self.files = {name: _line_edit(name, file) for name, file in zip(FILE_HELP, given, strict=True)}
        self.state = text_label("", wraps=True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        self.connect_button = self.buttons.button(buttons.Ok)
        self.connect_button.setText("Connect")
        self.connect_button.setProperty("class", "primary")
        for button in self.buttons.buttons():
            button.setIcon(QIcon())  # Qt's icon ignores the theme
        self.connect_button.clicked.connect(self.connect_asked)
        self.buttons.rejected.connect(self.reject)
        self.address.textChanged.connect(self._offer_files)
        self._lay_out()
        self._offer_files()
        self.show_words(NOT_HERE if folder else "")
        self.setMinimumWidth(DIALOG_WIDTH_LINES * self.fontMetrics().height())

    @property
    def chosen(self) -> ClusterAddress:
        """The address that is written; raises ParamError."""
        address = self.address.text().strip()
        files = [edit.text().strip() for edit in self.files.values()] if address.startswith(SECURE) else []
        return ClusterAddress.parse(address, TlsFiles(*files))

    @property
    def folder(self) -> Path | None:
        """The folder that is to be opened, if one is written; raises ParamError."""
        written = self.points.text().strip()
        if written and not written.endswith(POINTS_SUFFIX):
            template = "The name of a folder of prepared points ends with {suffix}; it was {name!r}."
            raise ParamError(Message(template, suffix=POINTS_SUFFIX, name=written))
        return Path(written) if written else None

    def show_words(self, words: str, is_connecting: bool = False) -> None:
        """Shows how far connecting is, or why it failed; meanwhile nothing can be changed."""
        self.state.setText(words)
        self.state.setVisible(bool(words))
        for part in (self.address, self.points, self._files, self.connect_button):
            part.setEnabled(not is_connecting)
        self.adjustSize()
        if not is_connecting:
            self.address.setFocus()
            self.address.selectAll()

    def _offer_files(self) -> None:
        """Shows the files of certificates where the address is one of TLS."""
        self._files.setVisible(self.address.text().strip().startswith(SECURE))
        self.adjustSize()

    def _lay_out(self) -> None:
        form, self._files = form_layout(), QWidget()
        add_field(form, "Address", self.address, self.address, ADDRESSES)
        add_field(form, "Folder", self.points, self.points, FOLDER_HELP)
        of_files = form_layout(self._files)
        for name, edit in self.files.items():
            field, choose = QWidget(), push_button("Choose…", FILE_HELP[name])
            choose.setAccessibleName(f"{name}: choose a file")
            choose.clicked.connect(partial(self._ask_file, name))
            fill_layout(QHBoxLayout(field), (edit, 1), choose)
            set_tip(edit, FILE_HELP[name])
            add_field(of_files, name, field, edit, FILE_HELP[name])
        words = [text_label(words, "muted", wraps=True) for words in CLUSTER_WORDS]
        parts = (form, self._files, *words, self.state, None, self.buttons)
        fill_layout(QVBoxLayout(self), *parts, spacing=12, margins=(20, 20, 20, 16))

    def _ask_file(self, name: str) -> None:
        dialog = QFileDialog(self, f"{name} of TLS")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.files[name].setText)
        dialog.finished.connect(self.activateWindow)
        dialog.open()


def _line_edit(name: str, text: str) -> QLineEdit:
    edit = QLineEdit(text)
    edit.setMinimumHeight(CONTROL_HEIGHT)
    edit.setAccessibleName(name)
    return edit
