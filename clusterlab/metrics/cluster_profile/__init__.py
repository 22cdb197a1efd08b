"""What sets each cluster apart: its features, and conditions that single it out."""
