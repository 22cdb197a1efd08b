"""Ticks a player until nothing is computed any more."""


def settle(player):
    """Ticks until nothing more is computed; returns the errors."""
    failures = []
    while player.busy:
        failures.append(player.tick(0.0))
        player.release_runs()
    return [failure for failure in failures if failure is not None]
