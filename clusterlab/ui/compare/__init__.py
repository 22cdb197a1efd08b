"""The comparison of runs in panes side by side, and the zoo."""
