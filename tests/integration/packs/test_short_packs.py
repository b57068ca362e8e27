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


def of_the_first_board() -> Contents:
    return replace(realistic(), edition=default_editions()[0].edition)


PACKS = [
    pytest.param(of_the_first_board, 8, id="row-211-12-with-long-titles"),
    pytest.param(lambda: invented(10, "Strategic Partnership Board"), 7, id="row-211-10-invented"),
    pytest.param(lambda: invented(60), 13, id="row-211-60-and-a-dozen-risks-and-measures"),
]
if LONG:
    PACKS.append(pytest.param(lambda: invented(500), 40, id="row-211-500"))


@pytest.mark.parametrize(("make", "most"), PACKS)
def test_a_pack_is_short_and_its_pages_are_filled(
    make: Callable[[], Contents], most: int, tmp_path: Path
) -> None:
    pdf.write(make(), tmp_path / "pack.pdf")

    pages = filled((tmp_path / "pack.pdf").read_bytes())

    assert len(pages) <= most
    assert sum(share < 0.5 for share in pages) <= max(1, len(pages) // 10)
