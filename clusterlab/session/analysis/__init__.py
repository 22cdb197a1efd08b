"""What is computed about a run beside its steps."""
