"""Presenters keep one part of the window at the step on screen."""
