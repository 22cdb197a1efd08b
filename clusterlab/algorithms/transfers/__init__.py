"""k-means by single transfers."""
