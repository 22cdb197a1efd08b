"""What a person chose, what came of it, and what is shown of it; nothing here knows a window."""
