"""What is asked before the next step, the answers, and how many were right."""
