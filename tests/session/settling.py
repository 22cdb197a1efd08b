"""Ticks a player until nothing is computed any more."""

import threading

TICK_INTERVAL = 0.001
"""Seconds between two ticks, in which the worker has the interpreter to itself."""


def settle(player):
    """Ticks until nothing more is computed; returns the errors."""
    failures, paused = [], threading.Event()
    while player.busy:
        failures.append(player.tick(0.0))
        player.release_runs()
        paused.wait(TICK_INTERVAL)
    return [failure for failure in failures if failure is not None]
