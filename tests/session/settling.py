"""A player that is ticked until it is at rest."""


def settle(player):
    """Ticks until nothing more comes; says what came."""
    news = []
    while player.busy:
        news.append(player.tick(0.0))
    return news
