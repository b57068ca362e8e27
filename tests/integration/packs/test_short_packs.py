"""How long packs are on paper, and how much of their pages is blank (semantics row 211)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from benchmarks.invented_pack import invented
from followthrough.packs.edition_file import default_editions
from followthrough.packs.writers.pdf import write as pdf
from rules.packs.contents import Contents
from tests.builders.pack import realistic
from tests.effort import LONG
from tests.integration.packs.stranded import stranded

CHECKOUT = Path(__file__).parents[3]
HEADER, FOOTER = 60, 52
"""Points at the top and the foot of a page that hold its furniture."""
SAMPLE = CHECKOUT / "docs/sample-packs/progress-pack-improvement-board-2027-06-10-1.0.pdf"
"""A year of sixty actions: `make samples`."""


def filled(content: bytes) -> list[float]:
    """Return how far down each page is filled, as a share of its text area."""
    with pypdfium2.PdfDocument(content) as document:
        return [_filled(page) for page in document]


def _filled(page: pypdfium2.PdfPage) -> float:
    text, height = page.get_textpage(), page.get_height()
    boxes = (text.get_rect(at) for at in range(text.count_rects()))
    bottoms = [bottom for _, bottom, _, top in boxes if bottom > FOOTER and top < height - HEADER]
    lowest = float(min(bottoms, default=height))
    return (float(height) - HEADER - lowest) / (float(height) - HEADER - FOOTER)


def test_row_211_the_sample_of_sixty_actions_is_short() -> None:
    pages = filled(SAMPLE.read_bytes())
    assert len(pages) <= 12
    assert sum(share < 0.5 for share in pages) <= 1
    assert stranded(SAMPLE) == []


def of_the_first_board() -> Contents:
    return replace(realistic(), edition=default_editions()[0].edition)


def band(content: bytes) -> float:
    """Return how low the cover band of the first page reaches, in millimetres."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
        boxes = (one.get_bounds() for one in paths)
        _, bottom, _, _ = next(box for box in boxes if box[2] - box[0] > page.get_width() - 1)
        return float(page.get_height() - bottom) / 72 * 25.4


PACKS = [
    pytest.param(of_the_first_board, 8, id="row-211-12-with-long-titles"),
    pytest.param(lambda: invented(10, "Strategic Partnership Board"), 7, id="row-211-10-invented"),
    pytest.param(lambda: invented(10), 7, id="row-211-10-by-another-edition"),
    pytest.param(lambda: invented(60), 13, id="row-211-60-and-a-dozen-risks-and-measures"),
]
if LONG:
    PACKS.append(pytest.param(lambda: invented(500), 40, id="row-211-500"))


@pytest.mark.parametrize(("make", "most"), PACKS)
def test_a_pack_is_short_and_its_pages_are_filled(
    make: Callable[[], Contents], most: int, tmp_path: Path
) -> None:
    pdf.write(make(), tmp_path / "pack.pdf")

    content = (tmp_path / "pack.pdf").read_bytes()
    pages = filled(content)

    assert len(pages) <= most
    assert sum(share < 0.5 for share in pages) <= max(1, len(pages) // 10)
    assert band(content) <= 45
    assert stranded(tmp_path / "pack.pdf") == []


STRANDED = {
    "a heading": (
        "= One\n#v(30mm)\n= Two\n#block(height: 25mm, breakable: false)[Text]",
        ["/H1 at the foot of page 1"],
    ),
    "a row": (
        "= One\n#v(2mm)\n#table(columns: 2, table.header[A][B], ..range(12).map(one => [#one]))",
        ["a row of 6 alone on page 2"],
    ),
    "none": ("= One\nText\n#pagebreak()\n= Two\n#block(height: 25mm, breakable: false)[Text]", []),
}


@pytest.mark.parametrize(("said", "found"), STRANDED.values(), ids=list(STRANDED))
def test_what_stands_alone_is_found(said: str, found: list[str], tmp_path: Path) -> None:
    head = '#set document(title: "x")\n#set page(height: 60mm, margin: 5mm)\n'
    head += "#show heading: set block(sticky: false)\n"
    (tmp_path / "some.pdf").write_bytes(pdf.typeset({"main.typ": f"{head}{said}".encode()}, 0))
    assert stranded(tmp_path / "some.pdf") == found
