"""Mini-batch k-means."""
