"""Pictures, tables and summaries as values, and atomic file writes; ui renders the pictures."""
