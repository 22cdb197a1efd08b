"""The lines of the card with the details of a point or a center."""

from dataclasses import dataclass

from clusterlab.export.picture import Picture
from clusterlab.session.analysis.point_details import PointDetails


@dataclass(frozen=True)
class CardLine:
    """A line of the card: its text, after a cluster's glyph or after a bar as long as its share."""

    text: str
    number: int | None = None
    share: float | None = None
    muted_text: bool = False


def card_lines(card: PointDetails, picture: Picture) -> tuple[str, list[CardLine]]:
    """The text after the title, and the lines below: more than two values, then facts and clusters."""
    values_text, lines = "", []
    if len(card.values) <= 2:
        values_text = f"({', '.join(text for _, text in card.values)})" if card.values else ""
    else:
        lines = [CardLine(f"{name}  {text}") for name, text in card.values]
    if card.more:
        lines.append(CardLine(card.more, muted_text=True))
    lines += [CardLine(f"{name}  {text}") for name, text in card.facts]
    explanation = [CardLine(card.explanation, muted_text=True)] if card.explanation else []
    if len(card.responsibilities) == 1 and card.responsibilities[0][1] == 1:
        cluster = card.responsibilities[0][0]
        only = CardLine(_name(cluster, picture), _number(cluster, picture))
        return values_text, [*lines, only, *explanation]
    for cluster, share in card.responsibilities:
        name = picture.listing.reference(cluster) if cluster >= 0 else picture.point_marks.unlabeled_name
        text = f"{share * 100:.0f} % {name}"
        lines.append(CardLine(text, _number(cluster, picture), share))
    return values_text, [*lines, *explanation]


def _name(cluster: int, picture: Picture) -> str:
    return picture.listing.title(cluster) if cluster >= 0 else picture.point_marks.unlabeled_name


def _number(cluster: int, picture: Picture) -> int:
    return picture.colors[cluster] if 0 <= cluster < picture.k else -1
