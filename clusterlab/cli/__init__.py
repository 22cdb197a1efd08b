"""The command line: the same sessions and algorithms, with flags derived from the declared parameters."""
