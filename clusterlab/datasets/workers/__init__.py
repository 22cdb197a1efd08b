"""Shards that are held by workers, on this machine or on others."""
