"""Ticks a player until nothing is computed any more."""


def settle(player):
    """Ticks until nothing more is computed; returns the updates."""
    news = []
    while player.busy:
        news.append(player.tick(0.0))
    return news
