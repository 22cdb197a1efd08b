"""What was predicted, and how much of it was right."""

from dataclasses import dataclass, replace

from clusterlab.core.message import Message, join

NOT_ANSWERED = Message("not answered")


@dataclass(frozen=True)
class Prediction:
    """What was asked before a step about a point or a center, what was answered, and what was right.

    `is_right` is None where nothing was answered. The `miss` of a place is in the units of the data, `share`
    is that of the way that the center went.
    """

    step: Message
    question: Message
    about: Message
    answer: Message
    truth: Message
    is_right: bool | None = None
    miss: float | None = None
    share: float | None = None


@dataclass(frozen=True)
class Tally:
    """All predictions so far, the first one first."""

    predictions: tuple[Prediction, ...] = ()

    def with_predictions(self, predictions: tuple[Prediction, ...]) -> "Tally":
        """The same with further predictions."""
        return replace(self, predictions=self.predictions + predictions)

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return sum(one.is_right is not None for one in self.predictions)

    @property
    def right(self) -> int:
        """How many answers were right."""
        return sum(one.is_right is True for one in self.predictions)

    @property
    def mean_share(self) -> float | None:
        """The mean miss of places, as a share of the way; None without any."""
        shares = [one.share for one in self.predictions if one.share is not None]
        return sum(shares) / len(shares) if shares else None

    @property
    def words(self) -> Message:
        """How many answers were right, and the mean miss of places; empty before the first answer."""
        if not self.predictions:
            return Message()
        if not self.answered:
            return Message("none answered")
        right = Message("{right} of {answered} right", right=self.right, answered=self.answered)
        share = self.mean_share
        miss = Message() if share is None else Message("mean miss {share:percent}", share=share)
        return join([right, miss], "; ")
