from clusterlab.session.state.highlight import Highlight


def test_listeners_are_told_of_every_change_and_of_nothing_else():
    light, told = Highlight(), []
    light.listeners.append(lambda: told.append((light.hovered, sorted(light.selected))))
    light.hover(3)
    light.hover(3)
    light.select([1, 2])
    light.toggle([2, 5])
    light.toggle([5])
    light.clear()
    assert told == [(3, []), (3, [1, 2]), (3, [1, 2, 5]), (3, [1, 2]), (None, [])]
