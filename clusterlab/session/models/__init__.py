"""Models: what a finished run found, kept so that the rows of other files join its clusters."""
