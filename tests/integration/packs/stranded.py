"""What stands alone at the edge of a page of a PDF, as its own structure tells it."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf

Numbers = dict[object, int]
"""Of pages, by their objects."""
HEADINGS = ("/H1", "/H2", "/H3", "/Caption")


def stranded(path: Path) -> list[str]:
    """Return each heading or caption that is on another page than what follows it, and each row alone."""
    with pikepdf.open(path) as pdf:
        numbers: Numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        root = pdf.Root.StructTreeRoot
        return [*_headings(list(_elements(root)), numbers), *_rows(root, numbers)]


def _headings(found: list[pikepdf.Object], numbers: Numbers) -> Iterator[str]:
    for at, one in enumerate(found):
        if one.S in HEADINGS:
            within = sum(1 for _ in _elements(one))
            (*_, last), following = _pages(one, None, numbers), found[at + 1 + within :]
            after = (_pages(other, None, numbers)[:1] for other in following)
            if next(filter(None, after), [last]) != [last]:
                yield f"{one.S} at the foot of page {last}"


def _rows(root: pikepdf.Object, numbers: Numbers) -> Iterator[str]:
    """Yield each table of which a page at its begin or end holds one row; a tail is part of its row."""
    for table in (one for one in _elements(root) if one.S == "/Table"):
        rows = [one for one in _elements(table) if one.S == "/TR"]
        records = [
            _pages(row, None, numbers)[0]
            for row in rows
            if sum(1 for cell in _children(row) if cell.S in ("/TD", "/TH")) > 1
        ][1:]
        if records and records[0] != records[-1]:
            for edge in (records[0], records[-1]):
                if records.count(edge) == 1:
                    yield f"a row of {len(records)} alone on page {edge}"


def _children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    within = element.get("/K")
    for one in within if isinstance(within, pikepdf.Array) else [within]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one


def _elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for one in _children(element):
        yield one
        yield from _elements(one)


def _pages(element: pikepdf.Object, page: pikepdf.Object | None, numbers: Numbers) -> list[int]:
    """Return the page of each piece of content of an element, in its order."""
    page, within = element.get("/Pg", page), element.get("/K")
    found = []
    for one in within if isinstance(within, pikepdf.Array) else [within]:
        if isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                found += _pages(one, page, numbers)
            elif "/Pg" in one and one.get("/Type") == "/MCR":
                found.append(numbers[one.Pg.objgen])
        elif one is not None and page is not None:
            found.append(numbers[page.objgen])
    return found
