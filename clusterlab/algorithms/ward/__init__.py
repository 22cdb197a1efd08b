"""Agglomerative hierarchical clustering with Ward linkage."""
