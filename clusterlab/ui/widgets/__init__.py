"""Small widgets without knowledge of clustering."""
