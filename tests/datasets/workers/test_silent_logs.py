"""Logs are silent until the last of several users has ended, in whichever order they end."""

import logging

from clusterlab.datasets.workers.silent_logs import silent_logs

NAME = "clusterlab.test-of-silent-logs"


def test_the_last_to_end_lets_them_speak():
    logger = logging.getLogger(NAME)
    logger.setLevel(logging.INFO)
    first, second = silent_logs((NAME,)), silent_logs((NAME,))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert logger.level == logging.CRITICAL
    second.__exit__(None, None, None)
    assert logger.level == logging.INFO
    with silent_logs((NAME,)):
        assert not logger.isEnabledFor(logging.ERROR)
    assert logger.level == logging.INFO
