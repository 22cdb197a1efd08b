"""The commands about clusters by eye, one method each; all can be undone."""

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from clusterlab.core.message import Message
from clusterlab.session.commands.row_commands import NO_ROWS_SELECTED
from clusterlab.session.playback.player import Player
from clusterlab.session.state.by_eye import ByEye
from clusterlab.session.state.document import Document
from clusterlab.session.state.hand_partition import HandPartition
from clusterlab.session.state.panes import with_by_eye
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.session import Session

NO_CLUSTERS_BY_EYE = Message("There are no clusters by eye yet. Make one of selected points first.")
NO_POINTS_BY_EYE = Message("There are no points yet. Wait until the data are read.")
STREAM_BY_EYE = Message("A stream has no fixed rows to cluster by eye. Choose batches at random.")
NOTHING_TO_COPY = Message("There are no clusters on screen to copy. Run the algorithm first.")
NOTHING_LEFT = Message("Every point is in a cluster already.")
DROPPED_BY_EYE = Message("The clusters by eye were of other data and are gone. Undo brings both back.")
NEW_CLUSTER, NO_LABEL = None, -1
"""What stands for a new cluster, and for none, in place of a label."""


class ByEyeCommands:
    """Changes the clusters by eye of the document; `report_error` gets the reason where that is impossible.

    `listeners` get a sentence where clusters by eye take the place of others on screen, or are gone.
    """

    def __init__(self, document: Document, player: Player, report_error: Callable[[Message], None]) -> None:
        self._document, self._player, self._report_error = document, player, report_error
        self.listeners: list[Callable[[Message], object]] = []

    @property
    def partition(self) -> HandPartition | None:
        """The clusters by eye of the table on screen; None where it can have none."""
        prepared = self._prepared
        if prepared is None:
            return None
        return self._document.session.by_eye or HandPartition.empty(prepared.table.rows)

    @property
    def labels(self) -> list[int]:
        """The labels of the clusters by eye that have points, in the order of those of their run."""
        partition, prepared = self.partition, self._prepared
        if partition is None or prepared is None:
            return []
        return partition.labels_in(prepared.selection.kept)

    def put(self, rows: Collection[int], label: int | None = NEW_CLUSTER) -> None:
        """Puts these 0-based rows of the table into a cluster by eye, into a new one, or into none."""
        partition = self._checked_partition()
        if partition is None:
            return
        there = [row for row in rows if row < partition.of]
        if there:
            self._change(partition.with_rows_in(partition.k if label is NEW_CLUSTER else label, there))
        else:
            self._report_error(NO_ROWS_SELECTED)

    def merge(self, kept: int, other: int) -> None:
        """Puts the rows of another cluster into the one that is kept.

        Alone on screen this keeps its color and its name, also where the other one is larger.
        """
        partition, scene = self._checked_partition(), self._player.scene
        if partition is None:
            return None
        merged = partition.with_rows_in(kept, partition.rows_of(other))
        if self._document.session.compares or not scene.algorithm.by_hand:
            return self._change(merged)
        colors = [number for label, number in zip(self.labels, scene.colors, strict=False) if label != other]
        with self._player.next_at(0, (tuple(colors),)):
            return self._change(merged)

    def delete(self, label: int) -> None:
        """Puts the rows of a cluster into none."""
        partition = self._checked_partition()
        if partition is not None:
            self._change(partition.with_rows_in(NO_LABEL, partition.rows_of(label)))

    def start_anew(self) -> None:
        """Puts all rows into no cluster."""
        partition = self._checked_partition()
        if partition is not None:
            self._change(HandPartition.empty(partition.of))

    def assign_rest(self) -> None:
        """Puts each point that is in no cluster into the one with the nearest mean."""
        partition, prepared = self._checked_partition(), self._prepared
        if partition is None or prepared is None:
            return None
        step = ByEye().first(prepared.points, partition)
        assert step.labels is not None
        left = np.flatnonzero(step.labels < 0)
        if not step.k or not len(left):
            return self._report_error(NOTHING_LEFT if step.k else NO_CLUSTERS_BY_EYE)
        labels = partition.labels.astype(np.int64)
        nearest = step.classify(prepared.points.values[left])
        labels[prepared.rows_of(left)] = np.array(self.labels)[nearest]
        return self._change(HandPartition.holding(labels))

    def copy_clusters(self) -> None:
        """Makes the clusters of the step on screen those by eye."""
        partition, prepared = self._checked_partition(), self._prepared
        if partition is None or prepared is None:
            return None
        step = self._player.materialized_step
        if step is None or step.labels is None or not step.k:
            return self._report_error(NOTHING_TO_COPY)
        labels = np.full(partition.of, NO_LABEL)
        labels[prepared.selection.kept] = prepared.points.to_row_order(step.labels)
        return self._change(HandPartition.holding(labels))

    def drop_of_other_rows(self) -> bool:
        """Drops clusters by eye of a table that has another number of rows now, as part of the last change.

        Returns whether there were such.
        """
        prepared, found = self._prepared, self._document.session.by_eye
        if prepared is None or found is None or found.of == prepared.table.rows:
            return False
        self._document.replace_without_undo(replace(self._document.session, by_eye=None))
        template = "The clusters by eye were of {of:# row|# rows} and are gone: the data have {n} now."
        self._tell(Message(template, of=found.of, n=prepared.table.rows))
        return True

    def follow(self, old: Session, new: Session) -> None:
        """Tells that clusters by eye are gone with their data."""
        if old.source != new.source and old.by_eye is not None and old.by_eye.k and new.by_eye is None:
            self._tell(DROPPED_BY_EYE)

    @property
    def _prepared(self) -> Prepared | None:
        """The data on screen, unless they are to be replaced by others, or are a stream."""
        scene = self._player.scene
        is_current = scene.session.source == self._document.session.source
        return None if scene.algorithm.initial_rows or not is_current else scene.prepared

    def _checked_partition(self) -> HandPartition | None:
        """The clusters by eye that can be changed; reports the reason where there can be none."""
        if self.partition is None:
            is_stream = self._player.scene.algorithm.initial_rows
            self._report_error(STREAM_BY_EYE if is_stream else NO_POINTS_BY_EYE)
        return self.partition

    def _change(self, partition: HandPartition) -> None:
        old = self._document.session
        self._document.change(with_by_eye(old, partition))
        if not (old.compares or old.algorithm.by_hand):
            template = "Clusters by eye are shown in place of {algorithm}. Compare shows both side by side."
            self._tell(Message(template, algorithm=old.algorithm.title))

    def _tell(self, sentence: Message) -> None:
        for listener in self.listeners:
            listener(sentence)
