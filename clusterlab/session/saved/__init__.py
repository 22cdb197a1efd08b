"""Sessions in files: what a person chose, with the data, as a zip archive of JSON and arrays."""
