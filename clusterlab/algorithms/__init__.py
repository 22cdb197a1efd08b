"""The algorithms, one file each; a file that registers a class here is all that a new one takes."""
