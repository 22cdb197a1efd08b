"""The presenter of hints: questions about opened data in the data panel, and a message that K was lowered."""

from clusterlab.session.analysis.hints import Hint, hints_of
from clusterlab.session.playback.shown import Shown
from clusterlab.ui.presenter import Presenter


class HintPresenter:
    """Shows every hint about the data on screen until it is answered, for as long as the window is open."""

    def __init__(self, presenter: Presenter) -> None:
        self._message, self._commands = presenter.window.message, presenter.commands
        self._presenter, self._list = presenter, presenter.window.data.hints
        self._selection: object = None
        self._hints: tuple[Hint, ...] = ()
        self._kept: set[tuple[object, tuple[str, ...]]] = set()
        self._list.accepted.connect(self._accept)
        self._list.kept.connect(self._keep)
        for signal in (presenter.session_changed, presenter.scene_changed):
            signal.connect(self.follow)
        presenter.k_limit.listeners.append(lambda words: self._message.show_message("hint", words))

    def follow(self, shown: Shown) -> None:
        """Shows the hints about the data on screen; none while those of another source are read."""
        prepared = shown.run.scene.prepared
        if prepared is None or shown.session.source != shown.run.session.source:
            self._list.show_hints(())
        elif not shown.awaits_data:
            if prepared.selection is not self._selection:
                self._selection, self._hints = prepared.selection, hints_of(prepared)
            kept = {subject for source, subject in self._kept if source == shown.session.source}
            self._list.show_hints([hint for hint in self._hints if hint.subject not in kept])

    def _keep(self, hint: Hint) -> None:
        self._kept.add((self._presenter.shown.session.source, hint.subject))
        self.follow(self._presenter.shown)

    def _accept(self, hint: Hint) -> None:
        if hint.missing:
            self._commands.choose_missing(hint.missing)
        elif hint.scaling:
            self._commands.choose_scaling(hint.scaling)
        elif hint.log:
            self._commands.choose_logarithms(hint.log)
        elif hint.columns:
            self._commands.choose_columns(hint.columns)
