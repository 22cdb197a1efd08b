"""Metrics of a clustering: silhouette, separation, agreement with known labels, and the choice of K."""
