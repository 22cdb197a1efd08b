"""The charts beside the canvas."""
