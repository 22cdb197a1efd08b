"""Generated data: the shapes, and what a shape declares."""
