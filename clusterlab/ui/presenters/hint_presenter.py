"""The presenter of hints: what could be done about columns or scaling of new data."""

from clusterlab.session.analysis.hints import Hint, hint_of
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter


class HintPresenter:
    """Shows a hint about scaling or columns in the message bar, once for each data set."""

    def __init__(self, presenter: Presenter) -> None:
        self._message, self._commands = presenter.window.message, presenter.commands
        self._hinted_selection: object = None
        presenter.scene_changed.connect(self.follow)

    def follow(self, shown: Shown) -> None:
        """Shows the hint about new data, unless their run has failed."""
        prepared = shown.run.scene.prepared
        if prepared is None or shown.run.failure or prepared.selection is self._hinted_selection:
            return
        self._hinted_selection = prepared.selection
        hint = hint_of(prepared)
        if hint is not None:
            self._message.show_message("hint", hint.sentence, (hint.action, lambda: self._accept(hint)))

    def _accept(self, hint: Hint) -> None:
        if hint.scaling:
            self._commands.choose_scaling(hint.scaling)
        elif hint.columns:
            self._commands.choose_columns(hint.columns)
