"""The texts of a form fit into its controls."""

from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox

from clusterlab.ui.widgets.controls import ChoiceBox


def text_width(choice):
    """The width that a choice box has for its text."""
    option, style = QStyleOptionComboBox(), QApplication.style()
    choice.initStyleOption(option)
    kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return style.subControlRect(kind, option, part, choice).width()


def test_no_choice_in_the_forms_of_algorithms_is_elided(program, rest):
    for name in ("spectral", "kernelkmeans", "gmm"):
        program.presenter.commands.choose_algorithm(name)
        rest()
        found = [choice for choice in program.window.algorithm.findChildren(ChoiceBox) if choice.isVisible()]
        assert found
        available = {text: text_width(choice) for choice in found for text in choice.words()}
        width_of = found[0].fontMetrics().horizontalAdvance
        assert {text for text, width in available.items() if width_of(text) > width} == set()
