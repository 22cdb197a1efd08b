"""Folders of prepared points: tables larger than memory, in shards on a disk."""
