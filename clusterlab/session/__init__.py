"""What a person chose, the runs that follow from it, and their analysis; nothing here depends on Qt."""
