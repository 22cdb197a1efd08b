"""The presenter of hints: about columns or scaling of new data, and that K was lowered."""

from clusterlab.core.message import Message, join
from clusterlab.session.analysis.hints import Hint, hint_of
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter


class HintPresenter:
    """Shows hints in the message bar until the next change: once for each data set, or if K is lowered."""

    def __init__(self, presenter: Presenter) -> None:
        self._message, self._commands = presenter.window.message, presenter.commands
        self._hinted_selection: object = None
        self._k_sentence, self._hint = Message(), Hint()
        presenter.session_changed.connect(lambda _: self._drop())
        presenter.scene_changed.connect(self.follow)
        presenter.k_limit.listeners.append(self._show_lowered_k)

    def follow(self, shown: Shown) -> None:
        """Shows the hint about new data, unless their run has failed."""
        prepared = shown.run.scene.prepared
        if prepared is None or shown.run.failure or prepared.selection is self._hinted_selection:
            return
        self._hinted_selection, self._hint = prepared.selection, hint_of(prepared) or Hint()
        self._show()

    def _show_lowered_k(self, sentence: Message) -> None:
        self._k_sentence = sentence
        self._show()

    def _show(self) -> None:
        hint, sentence = self._hint, join([self._k_sentence, self._hint.sentence])
        if sentence:
            self._message.show_message("hint", sentence, (hint.action, lambda: self._accept(hint)))

    def _drop(self) -> None:
        """Drops the sentences, since a change has closed the message bar."""
        self._k_sentence, self._hint = Message(), Hint()

    def _accept(self, hint: Hint) -> None:
        if hint.missing:
            self._commands.choose_missing(hint.missing)
        elif hint.scaling:
            self._commands.choose_scaling(hint.scaling)
        elif hint.columns:
            self._commands.choose_columns(hint.columns)
