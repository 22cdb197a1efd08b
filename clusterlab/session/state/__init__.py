"""What a person chose: frozen values, and the document that holds them with undo."""
