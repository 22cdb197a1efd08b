"""The style sheet of the window."""

import re
from string import Template

from clusterlab.core.resources import resource
from clusterlab.ui.theme import Theme, mix

SHEET = """
QWidget { color: $text; }
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QFrame[class~="panel"], QFrame[class~="bar"], QWidget[class~="panel"] { background: $panel; }
QFrame[class~="bar"] { border: 0; border-bottom: 1px solid $line; }
QFrame[class~="left"] { border: 0; border-right: 1px solid $line; }
QFrame[class~="right"] { border: 0; border-left: 1px solid $line; }
QFrame[class~="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[class~="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }

QLabel { background: transparent; }
QLabel[class~="muted"], QLabel[class~="number"][enabled="false"] { color: $muted; }
QLabel[class~="heading"] { font-weight: bold; }
QLabel[class~="title"] { font-weight: bold; font-size: 16px; }
QLabel[class~="pill"] { background: $accent_soft; color: $accent_text; border-radius: 12px;
    padding: 4px 12px; font-weight: bold; }
QLabel[class~="chip"] { background: $window; color: $muted; border: 1px solid $line; border-radius: 8px;
    padding: 3px 8px; }
QLabel:disabled { color: $faint; }
QFrame[class~="message"] { background: $accent_soft; border: 1px solid $accent; border-radius: 8px; }
QFrame[class~="message"][kind="error"] { background: $bad_soft; border-color: $bad; }

QMenuBar { background: $panel; border-bottom: 1px solid $line; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 6px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $accent_text; }
QMenu::item:disabled { color: $faint; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QPushButton, QToolButton { background: $panel; border: 1px solid $line; border-radius: 8px; padding: 4px 12px; }
QToolButton { padding: 4px 8px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:disabled, QToolButton:disabled { color: $faint; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; color: $accent_text; border-color: $accent; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 3px 11px; }
QToolButton:focus { padding: 3px 7px; }
QToolButton::menu-indicator { image: none; }
QPushButton[class~="primary"], QToolButton[class~="primary"] { background: $accent; color: $on_accent;
    border-color: $accent; font-weight: bold; padding: 4px 16px; }
QPushButton[class~="primary"]:hover, QToolButton[class~="primary"]:hover { background: $accent_hover; }
QPushButton[class~="primary"]:focus, QToolButton[class~="primary"]:focus { border: 2px solid $text;
    padding: 3px 15px; }
QPushButton[class~="primary"]:disabled { background: $line; color: $muted; border-color: $line; }
QPushButton[class~="link"], QToolButton[class~="link"], QToolButton[class~="plain"] { background: transparent;
    border: 1px solid transparent; color: $muted; padding: 2px 4px; }
QPushButton[class~="link"]:hover, QToolButton[class~="link"]:hover { color: $accent_text; background: transparent; }
QToolButton[class~="plain"]:hover { background: $hover; }
QPushButton[class~="link"]:focus, QToolButton[class~="link"]:focus, QToolButton[class~="plain"]:focus {
    border: 1px solid $accent; padding: 2px 4px; }

QPushButton[class~="segment"] { border-radius: 0; border-right: 0; padding: 4px 14px; }
QPushButton[class~="segment"][place="first"], QPushButton[class~="segment"][place="only"] {
    border-top-left-radius: 8px; border-bottom-left-radius: 8px; }
QPushButton[class~="segment"][place="last"], QPushButton[class~="segment"][place="only"] {
    border-top-right-radius: 8px; border-bottom-right-radius: 8px; border-right: 1px solid $line; }
QPushButton[class~="segment"]:checked { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: bold; }
QPushButton[class~="segment"]:focus { border: 2px solid $accent; padding: 3px 12px 3px 13px; }
QPushButton[class~="segment"]:checked:focus { border-color: $text; }
QLineEdit[class~="segment-number"] { border-radius: 0; border-right: 0; font-weight: bold; padding: 4px 2px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: $panel;
    border: 1px solid $line; border-radius: 8px; padding: 3px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border: 2px solid $accent; padding: 2px 7px; }
QLineEdit[class~="segment-number"]:focus { padding: 3px 1px; }
QLineEdit[invalid="true"] { border-color: $bad; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $faint; }
QComboBox:hover { background: $hover; }
QComboBox::drop-down { border: 0; width: 24px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url($icons/arrow-down-$name.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $line; padding: 4px; outline: 0;
    selection-background-color: $accent_soft; selection-color: $accent_text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding-left: 6px; border-radius: 5px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    border: 0; width: 18px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($icons/arrow-up-$name.svg); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($icons/arrow-down-$name.svg);
    width: 9px; height: 9px; }

QSlider { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 10px; height: 10px; margin: -5px 0; border: 2px solid $accent;
    border-radius: 7px; background: $panel; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent_soft; }
QSlider::handle:horizontal:focus { border: 3px solid $accent; width: 10px; height: 10px; margin: -6px 0;
    border-radius: 8px; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { border-color: $faint; }

QCheckBox, QRadioButton { spacing: 7px; min-height: 24px; background: transparent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px; background: $panel; }
QCheckBox::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check-$name.svg); }
QCheckBox::indicator:disabled { border-color: $line; }
QCheckBox::indicator:checked:disabled { background: $line; }
QCheckBox:focus { color: $accent_text; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QCheckBox::indicator:checked:focus { border-color: $text; }
QCheckBox:disabled { color: $faint; }

QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 2px; margin: 0 14px 0 0; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: bold; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent_text; }

QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 5px 8px; }
QStatusBar { background: $panel; color: $muted; border-top: 1px solid $line; }
QStatusBar QLabel { color: $muted; padding: 0 6px; }
QStatusBar::item { border: 0; }
QScrollArea, QScrollArea > QWidget > QWidget[class~="inside"] { background: transparent; border: 0; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $thumb; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none;
    border: 0; width: 0; height: 0; }
QListView, QTreeView, QTableView { background: $panel; border: 1px solid $line; border-radius: 8px;
    selection-background-color: $accent_soft; selection-color: $accent_text; gridline-color: $line; outline: 0; }
QListView:focus, QTreeView:focus, QTableView:focus { border-color: $accent; }
QHeaderView::section { background: $window; color: $muted; border: 0; border-bottom: 1px solid $line;
    padding: 5px 8px; }
QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
"""


def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """The style sheet in the colors of a theme, every length times `scale`."""
    words = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    words |= _derived(theme) | {"icons": resource("icons").as_posix()}
    return Template(_scaled(SHEET, scale)).substitute(words)


def _derived(theme: Theme) -> dict[str, str]:
    """Colors between two of the theme's own."""
    return {
        "hover": mix(theme.panel, theme.text, 0.05),
        "pressed": mix(theme.panel, theme.text, 0.1),
        "faint": mix(theme.panel, theme.muted, 0.6),
        "thumb": mix(theme.panel, theme.muted, 0.45),
        "bad_soft": mix(theme.panel, theme.bad, 0.12),
    }


def _scaled(sheet: str, scale: float) -> str:
    """Every length in pixels times `scale`; thin lines stay at least one pixel wide."""
    return re.sub(r"(\d+)px", lambda length: f"{_length(int(length[1]), scale)}px", sheet)


def _length(pixels: int, scale: float) -> int:
    return max(1, round(pixels * scale)) if pixels else 0
