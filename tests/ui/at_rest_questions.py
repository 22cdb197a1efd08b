"""What the bar with questions of a window at rest is to show."""


def question_faults(expect, window, presenter, shown):
    """The bar is there where the switch is on, and nothing is left of a question that has ended."""
    asks = window.transport.predict.isChecked() and not shown.session.compares
    if window.predict.isVisibleTo(window):
        expect("Questions, switch", asks, True)
    elif window.transport.isVisibleTo(window):
        expect("Questions without a bar", window.predict.is_filled, False)
    expect("Questions, marks", window.canvas.pointer.question is not None, window.predict.is_filled)
    if not asks:
        expect("Questions, concealed marks", window.canvas.pointer.concealed, ())
