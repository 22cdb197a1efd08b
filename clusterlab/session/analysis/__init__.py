"""What is computed about runs in addition to their steps."""
