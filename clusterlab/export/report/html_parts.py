"""Parts of an HTML page, in which every text is escaped."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from clusterlab.export.table_cell import Cell


@dataclass(frozen=True)
class ReportFigure:
    """A picture as SVG or PNG, and what it shows in words."""

    content: bytes
    alternative: str

    @property
    def address(self) -> str:
        """The picture as a data URI."""
        kind = "png" if self.content.startswith(b"\x89PNG") else "svg+xml"
        return f"data:image/{kind};base64,{b64encode(self.content).decode('ascii')}"


def main_section(title: str, *parts: str) -> str:
    """A section with a heading; empty without anything in it."""
    inside = "\n".join(part for part in parts if part)
    return f"<section>\n<h2>{escape(title)}</h2>\n{inside}\n</section>" if inside else ""


def subsection(title: str, *parts: str) -> str:
    """A part of a section with a heading."""
    inside = "\n".join(part for part in parts if part)
    return f"<section>\n<h3>{escape(title)}</h3>\n{inside}\n</section>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; empty without a text."""
    opening = f'<p class="{kind}">' if kind else "<p>"
    return f"{opening}{escape(text)}</p>" if text else ""


def bullet_list(texts: Iterable[str]) -> str:
    """A list; empty without any text."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def definitions(pairs: Mapping[str, str]) -> str:
    """Names with their values; those without a value are left out."""
    rows = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in pairs.items() if text
    )
    return f"<dl>{''.join(rows)}</dl>"


def figure(shown: ReportFigure) -> str:
    """A picture, with what it shows in words in its place where it is not seen."""
    return f'<figure><img src="{shown.address}" alt="{escape(shown.alternative)}"></figure>'


def figures(shown: Sequence[ReportFigure]) -> str:
    """Pictures beside each other."""
    return f'<div class="figures">{"".join(map(figure, shown))}</div>' if shown else ""


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table with a caption, whose first column names the rows."""
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "\n".join(f"<tr>{_row_name(row[0])}{''.join(map(_cell, row[1:]))}</tr>" for row in rows)
    return (
        f'<div class="scrolls"><table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{heads}</tr></thead>'
        f"\n<tbody>{body}</tbody>\n</table></div>"
    )


def code(text: str) -> str:
    """A text to copy, such as a command."""
    return f"<pre><code>{escape(text)}</code></pre>"


def page(title: str, style: str, *parts: str) -> str:
    """A complete HTML document with its style and no script."""
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>"
    )
    body = "\n".join(part for part in parts if part)
    return f"{head}\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"


def _row_name(cell: Cell) -> str:
    return f'<th scope="row"{_title(cell)}>{_swatch(cell)}{escape(cell.text)}</th>'


def _cell(cell: Cell) -> str:
    tint = f' style="--tint:{round(100 * cell.tint)}%"' if cell.tint else ""
    return f"<td{tint}{_title(cell)}>{escape(cell.text)}</td>"


def _title(cell: Cell) -> str:
    return f' title="{escape(cell.tip)}"' if cell.tip else ""


def _swatch(cell: Cell) -> str:
    """The color of a cluster beside its name."""
    return f'<span class="swatch" style="background:{cell.color}"></span>' if cell.color else ""
