"""Tables read from delimited text."""
