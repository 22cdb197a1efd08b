"""Films of a run: which steps they show and how long, and the files that they become."""
