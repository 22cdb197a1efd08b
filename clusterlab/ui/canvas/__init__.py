"""The canvas: points, marks, axes, and mouse interaction."""
