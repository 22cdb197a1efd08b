"""The commands that change the session; most of them can be undone."""
