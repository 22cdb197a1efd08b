"""What a form offers can be read whole."""

from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionComboBox

from clusterlab.ui.widgets.controls import ChoiceBox


def room(choice):
    """How wide the words of a choice may be."""
    option, style = QStyleOptionComboBox(), QApplication.style()
    choice.initStyleOption(option)
    kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    return style.subControlRect(kind, option, part, choice).width()


def test_no_word_of_a_choice_in_the_form_of_an_algorithm_is_cut(program, rest):
    for name in ("spectral", "kernelkmeans", "gmm"):
        program.presenter.commands.choose_algorithm(name)
        rest()
        found = [choice for choice in program.window.algorithm.findChildren(ChoiceBox) if choice.isVisible()]
        assert found
        words = {word: room(choice) for choice in found for word in choice.words()}
        wide = found[0].fontMetrics().horizontalAdvance
        assert {word for word, width in words.items() if wide(word) > width} == set()
