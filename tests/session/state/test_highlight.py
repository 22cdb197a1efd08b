from clusterlab.session.state.highlight import Highlight


def test_listeners_are_called_at_every_change_only():
    highlight, calls = Highlight(), []
    highlight.listeners.append(lambda: calls.append((highlight.hovered, sorted(highlight.selected))))
    highlight.hover(3)
    highlight.hover(3)
    highlight.select([1, 2])
    highlight.toggle([2, 5])
    highlight.toggle([5])
    highlight.clear()
    assert calls == [(3, []), (3, [1, 2]), (3, [1, 2, 5]), (3, [1, 2]), (None, [])]
