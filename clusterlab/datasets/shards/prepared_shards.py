"""Prepared points in shards, wherever these are."""

from pathlib import Path
from typing import Protocol

from clusterlab.core.sharded_points import ShardedPoints
from clusterlab.datasets.shards.shard_header import ShardHeader


class PreparedShards(Protocol):
    """Points in shards, with how they follow from their source."""

    @property
    def header(self) -> ShardHeader:
        """Their columns, scaling, sources and rows."""

    @property
    def points(self) -> ShardedPoints:
        """All of them."""

    @property
    def path(self) -> Path | None:
        """The folder that they are in; None where there is none."""
