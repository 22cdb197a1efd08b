"""How a result is made again: as a command, and as a script in Python."""
