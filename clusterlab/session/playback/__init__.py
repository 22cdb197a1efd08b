"""Runs that are computed ahead and played back."""
