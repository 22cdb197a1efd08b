"""Panes side by side."""
