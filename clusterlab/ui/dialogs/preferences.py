"""The preferences in a modeless dialog; each applies at once and is kept for the next start."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clusterlab.core.formatting import format_count
from clusterlab.ui.actions.recent_files import MAX_RECENT_FILES, RecentFiles
from clusterlab.ui.presenters.session_file_presenter import SessionFilePresenter
from clusterlab.ui.theme.look_settings import MAX_FONT_SCALE, MIN_FONT_SCALE, LookSettings
from clusterlab.ui.widgets.controls import MIN_TARGET_SIZE, ChoiceBox, NumberBox
from clusterlab.ui.widgets.elements import add_field, fill_layout, form_layout, push_button, text_label
from clusterlab.ui.widgets.tooltip import set_tip

THEME_TITLES = {"": "as the system", "light": "light", "dark": "dark"}
TEXT_SIZE_STEP = 10  # percent
PREFERENCE_HELP = {
    "Theme": "Light or dark; as the system follows its changes.",
    "Text size": "The size of all text and controls, in percent.",
    "Reduced motion": "Plays at most two steps a second, and menus open without effects.",
    "Recent files": "How many opened files the menu remembers; 0 remembers none.",
    "Unsaved work": "Generated data and shipped examples close without a question, "
    "unless clusters were named, rows chosen, or the session was saved before.",
}
"""What each preference does."""


class Preferences(QDialog):
    """Theme, size of text, reduced motion, recent files and questions about unsaved work."""

    def __init__(
        self,
        look: LookSettings,
        recent: RecentFiles,
        session_files: SessionFilePresenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._look, self._recent, self._session_files = look, recent, session_files
        self.theme, self.text_size, self.motion = (
            ChoiceBox(),
            NumberBox(),
            QCheckBox("2 steps a second at most"),
        )
        self.examples = QCheckBox("Don't ask for examples")
        self.limit, self.files = NumberBox(), text_label("", "muted")
        self.clear, self.close_button = push_button("Clear", "Forget all recent files"), push_button("Close")
        self._set_up_parts()
        self._lay_out()
        self._connect()
        self.show_values()

    def show_values(self) -> None:
        """Shows the present preferences."""
        self.theme.show_choice(self._look.chosen_name)
        for box, value in ((self.text_size, round(100 * self._look.scale)), (self.limit, self._recent.limit)):
            with QSignalBlocker(box):
                box.setValue(value)
        checked = (self.motion, self._look.reduces_motion), (self.examples, not self._asks)
        for check, is_on in checked:
            with QSignalBlocker(check):
                check.setChecked(is_on)
        kept = len(self._recent.paths)
        self.files.setText(f"{format_count(kept, 'file')} remembered")
        self.clear.setEnabled(kept > 0)

    @property
    def _asks(self) -> bool:
        return self._session_files.unsaved.asks_for_examples

    def _set_up_parts(self) -> None:
        self.theme.set_choices(THEME_TITLES)
        self.text_size.setRange(round(100 * MIN_FONT_SCALE), round(100 * MAX_FONT_SCALE))
        self.text_size.setSingleStep(TEXT_SIZE_STEP)
        self.text_size.setSuffix(" %")
        self.limit.setRange(0, MAX_RECENT_FILES)
        for check in (self.motion, self.examples):
            check.setMinimumSize(MIN_TARGET_SIZE, MIN_TARGET_SIZE)
        for box in (self.text_size, self.limit):
            box.setKeyboardTracking(False)
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            box.setMinimumHeight(MIN_TARGET_SIZE)

    def _lay_out(self) -> None:
        files = QWidget()
        fill_layout(QHBoxLayout(files), self.limit, (self.files, 1), self.clear)
        fields = (self.theme, self.theme), (self.text_size, self.text_size), (self.motion, self.motion)
        form = form_layout()
        for (name, tip), (field, buddy) in zip(
            PREFERENCE_HELP.items(),
            (*fields, (files, self.limit), (self.examples, self.examples)),
            strict=True,
        ):
            buddy.setAccessibleName(name)
            buddy.setProperty("help", tip)
            set_tip(buddy, tip)
            add_field(form, name, field, buddy, tip)
        foot = fill_layout(QHBoxLayout(), None, self.close_button)
        fill_layout(QVBoxLayout(self), form, foot, spacing=16, margins=(20, 20, 20, 16))

    def _connect(self) -> None:
        self.theme.chosen.connect(lambda name: self._look.choose(str(name)))
        self.text_size.valueChanged.connect(lambda percent: self._look.set_scale(percent / 100))
        self.motion.toggled.connect(self._look.reduce_motion)
        self.examples.toggled.connect(lambda is_on: self._session_files.ask_for_examples(not is_on))
        self.limit.valueChanged.connect(self._recent.set_limit)
        self.clear.clicked.connect(self._recent.clear)
        self.close_button.clicked.connect(self.close)
        self._look.changed.connect(self.show_values)
        self._recent.changed.connect(self.show_values)


def show_preferences(
    look: LookSettings, recent: RecentFiles, session_files: SessionFilePresenter, parent: QWidget
) -> Preferences:
    """Opens the preferences, or raises those that are open."""
    opened = next((one for one in parent.findChildren(Preferences) if one.isVisible()), None)
    dialog = opened or Preferences(look, recent, session_files, parent)
    if opened is None:  # else Qt limits it to two thirds of the screen, where large type does not fit
        dialog.resize(dialog.sizeHint().boundedTo(parent.size()))
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
    return dialog
