"""Rasterization of points into images: pixel buffers, glyphs and colors."""
