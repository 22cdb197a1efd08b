"""Points written into images: pixel buffers, glyphs, colors."""
