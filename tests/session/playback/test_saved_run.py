"""A run that was saved is shown at its step and in its colors."""

from clusterlab.session.playback import run_task
from clusterlab.session.state import session as choices
from tests.session.playback.conftest import BLOBS
from tests.session.settling import settle


def test_a_saved_run_is_shown_at_its_step_in_its_colors(player):
    player.go_to_end()
    settle(player)
    with player.next_at(3, ((2, 0, 1, 3),)):
        player.request(choices.with_param(BLOBS, "seed", 5))
    settle(player)
    assert (player.position, player.scene.colors) == (3, (2, 0, 1, 3))
    with player.next_at(-1, ((),)):  # colors that are not known are not matched to those on screen
        player.request(BLOBS)
    settle(player)
    assert player.at_end
    assert player.scene.colors == (0, 1, 2, 3)


def test_a_saved_step_is_waited_for_unless_another_one_is_chosen(player, monkeypatch):
    """Colors come before the end of a long run, which is then shown as far as it is."""
    monkeypatch.setattr(run_task, "COLOR_DELAY", -1.0)
    with player.next_at(6, ((0, 1, 2, 3),)):
        player.request(choices.with_param(BLOBS, "seed", 1))
    settle(player)
    assert player.position == min(6, player.length - 1)
    with player.next_at(6, ((0, 1, 2, 3),)):
        player.request(choices.with_param(BLOBS, "seed", 2))
    player.go(1)
    settle(player)
    assert player.position == 1
