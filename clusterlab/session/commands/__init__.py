"""What a person can do; each command is a choice that can be undone."""
