"""The canvas: points, marks, axes, and the mouse on them."""
