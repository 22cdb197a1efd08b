"""What a person chose, as immutable values, and the document that holds them with undo."""
