"""Tables read from files."""
