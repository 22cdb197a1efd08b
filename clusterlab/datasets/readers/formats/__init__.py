"""The formats of tables that are no delimited text, one file each."""
