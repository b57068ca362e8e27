"""Responsible for the pages that Prefect shows: our own Markdown, and what people wrote made literal."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from notifications.literal import in_markdown


class Markdown(str):
    """Text that is Markdown already; only this file makes it, so that no name gets in as markup."""

    __slots__ = ()


def filled(words: str, /, **facts: object) -> Markdown:
    """Return our own words with each fact filled in: Markdown as it is, all else literal."""
    shown = {
        name: fact if isinstance(fact, Markdown) else in_markdown(str(fact))
        for name, fact in facts.items()
    }
    return Markdown(words.format(**shown))


def address(url: str) -> Markdown:
    """Return an address as it stands in the brackets of a link or a picture."""
    return Markdown(quote(url, safe="%/:=+,;?&#@~"))


def joined(parts: Iterable[Markdown], between: str = "\n\n") -> Markdown:
    """Return parts of a page as one; without parts, nothing."""
    return Markdown(between.join(parts))


def bullets(sentences: Iterable[object]) -> Markdown:
    """Return a list, a sentence a line; without sentences, nothing."""
    return joined((filled("- {said}", said=said) for said in sentences), "\n")


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """Return a table; the lines of a cell stand after each other."""
    lines = [heading, [Markdown("---")] * len(heading), *rows]
    return joined((_row(cells) for cells in lines), "\n")


def _row(cells: Iterable[object]) -> Markdown:
    return Markdown(f"| {' | '.join(map(_cell, cells))} |")


def _cell(cell: object) -> str:
    if isinstance(cell, Markdown):
        return cell
    return "; ".join(map(in_markdown, str(cell).splitlines()))
