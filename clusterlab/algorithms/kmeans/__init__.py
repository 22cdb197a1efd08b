"""k-means by Lloyd's algorithm."""
