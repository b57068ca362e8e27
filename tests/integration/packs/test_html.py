"""The pack's HTML file and its charts, read back with the standard library's parsers."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from followthrough.packs.writers import html
from followthrough.packs.writers.charts import (
    LABEL,
    LOOKS,
    MOST_ROWS,
    WIDE,
    by_kind,
    charts,
    pictures,
    stacked,
)
from followthrough.packs.writers.typeface import clip, plain, width
from rules.packs.brag import NO_UPDATE
from rules.packs.contents import Contents
from tests.builders.pack import HOSTILE, action, hostile, pack_of, realistic
from tests.servers.mail_reader import contrast

SVG = "{http://www.w3.org/2000/svg}"


class Read(HTMLParser):
    """What a page holds: its elements, each with its attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(params=[realistic, hostile, pack_of], ids=["realistic", "hostile", "empty"])
def contents(request: pytest.FixtureRequest) -> Contents:
    made = request.param()
    assert isinstance(made, Contents)
    return made


def test_the_file_is_the_page_and_the_same_again(contents: Contents, tmp_path: Path) -> None:
    html.write(contents, tmp_path / "one.html")
    html.write(contents, tmp_path / "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert (tmp_path / "one.html").read_text(encoding="utf-8") == html.page(contents)
    assert len(list(tmp_path.iterdir())) == 2


def test_it_brings_nothing_from_outside_and_runs_nothing(contents: Contents) -> None:
    read = Read(html.page(contents))
    assert not read.all("script", "link", "img", "iframe", "object", "form", "base")
    for _, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert (attributes.get("href") or "#").startswith("#")


def test_language_title_and_headings_in_order(contents: Contents) -> None:
    read = Read(html.page(contents))
    assert read.all("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    targets = {one.get("id") for _, one in read.elements}
    assert all((one["href"] or "")[1:] in targets for one in read.all("a"))


def test_sentences_stand_apart() -> None:
    made = realistic()
    recorded = replace(made, occasion=replace(made.occasion, record="0f" * 32))
    assert re.findall(r"[^ ]*[.][A-Z][a-z]+", html.page(recorded)) == []


def test_every_section_of_the_edition_is_there_in_its_order(contents: Contents) -> None:
    read = Read(html.page(contents))
    named = [one["id"] for one in read.all("h2") if "id" in one]
    assert named == [str(one.section) for one in contents.edition.sections] + ["this-pack"]


def test_tables_have_captions_and_scopes(contents: Contents) -> None:
    read = Read(html.page(contents))
    assert len(read.all("table")) == len(read.all("caption")) == len(read.all("thead"))
    assert all(one.get("scope") in {"col", "row", "rowgroup"} for one in read.all("th"))


def test_hostile_texts_come_out_literally() -> None:
    text = "".join(Read(html.page(hostile())).text.split())
    for one in HOSTILE:
        assert "".join(plain(one).split()) in text


def test_a_rating_is_a_word_and_a_shape_of_its_own() -> None:
    page = html.page(realistic())
    shapes = {
        re.search(rf'aria-hidden="true">\n?(<g.*)</svg> {brag}<', page)[1]  # type: ignore[index]
        for brag in ("Red", "Amber", "Green", "Blue", "Grey")
    }
    assert len({re.sub("#[0-9A-F]{6}", "", shape) for shape in shapes}) == 5, "also in grey"


# --- Charts ---


def test_charts_are_xml_with_their_figures_in_words(contents: Contents) -> None:
    for picture in pictures(contents):
        drawn = ET.fromstring(picture.svg)  # noqa: S314 - it is our own
        assert drawn.findtext(f"{SVG}title") == picture.title
        assert drawn.findtext(f"{SVG}desc") == picture.alternative
        assert {one.tag for one in drawn.iter()} <= {
            SVG + name for name in ("svg", "title", "desc", "rect", "text", "g", "path", "circle")
        }
        assert "'Source Sans 3'" in (drawn.get("font-family") or "")


def test_charts_tell_what_the_tables_tell() -> None:
    pack = realistic()
    by_name = {one.name: one for one in charts(pack)}
    assert set(by_name) == {"status", "slippage", "themes"}, "no person has three actions each"
    now = by_name["status"].rows[-1]
    parts = {part.brag: part.said for part in now.segments}  # type: ignore[union-attr] # it is a bar
    for count in pack.counts:
        if count.number:
            assert parts[count.brag].split()[-1] == str(count.number)
            assert f"{count.number} {count.brag}" in by_name["status"].said
    assert "A4: from Fri 30 Nov 2018 to Mon 10 Dec 2018" in by_name["slippage"].said


@pytest.mark.parametrize("silent", [("A5", "A6"), ()], ids=["row-206-silent", "row-206-none"])
def test_green_without_an_update_is_hatched_and_the_key_says_so(silent: tuple[str, ...]) -> None:
    none = {"updated_on": None, "update": ""}
    refs = [f"A{number}" for number in range(1, 9)]
    rows = [action(ref, theme="T", **(none if ref in silent else {})) for ref in refs]
    pack = pack_of(*rows)
    assert sum(row.kind == NO_UPDATE for row in pack.actions) == len(silent)
    months = (*realistic().charts.status[:2], *pack.charts.status)
    pack = replace(pack, charts=replace(pack.charts, status=months))
    by_name = {one.name: one for one in charts(pack)}

    for name in ("status", "themes"):
        *_, last = by_name[name].rows
        parts = {part.brag: part.said for part in last.segments}  # type: ignore[union-attr] # it is a bar
        assert parts.get(NO_UPDATE) == ("G 2" if silent else None)
        assert [kind for kind, *_ in by_name[name].key].count(NO_UPDATE) == bool(silent)
        assert ("8 Green (2 without an update)" in by_name[name].said) == bool(silent)
        drawn = next(one.svg for one in pictures(pack) if one.name == name)
        assert ("Green, no update (G)" in drawn) == bool(silent)
        background = ET.fromstring(drawn).find(f"{SVG}rect")  # noqa: S314 - it is our own
        assert background is not None
        assert contrast(LOOKS[NO_UPDATE].fill, background.get("fill", "")) >= 3, "also in the dark"


def test_nothing_is_drawn_outside_a_picture() -> None:
    figures = [("W" * 300, (1, 2, 3, 4, 5)), ("i" * 300, (0, 0, 0, 0, 1000)), ("", (0, 0, 0, 0, 0))]
    long = [(name, by_kind(numbers, numbers[2])) for name, numbers in figures]
    for bar in stacked("x", "Bars", long).rows:
        assert width(bar.label, 14) <= LABEL
        assert bar.end + width("1000", 14) <= WIDE  # what stands behind the bar


def test_more_rows_than_a_picture_holds_are_counted() -> None:
    rows = [(f"Lead {number}", by_kind((1, 1, 1, 1, 1), 0)) for number in range(MOST_ROWS + 3)]
    drawn = stacked("leads", "Actions by lead", rows)
    assert len(drawn.rows) == MOST_ROWS
    assert drawn.said.endswith("3 more rows not drawn.")


def test_labels_are_clipped_by_width_not_by_letters() -> None:
    assert clip("short", 14, 200) == "short"
    narrow, wide = clip("i" * 300, 14, 200), clip("W" * 300, 14, 200)
    assert len(narrow) > 2 * len(wide)
    assert width(narrow, 14) <= 200
    assert wide.endswith("\u2026")
