"""What can be said about clusters once they are made: how well points sit in them, and how many there are."""
