"""Presenters: each keeps one part of the window in sync with the step on screen."""
