"""The pack's PDF and Excel files, read back by other people's libraries."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from openpyxl.workbook import Workbook

from followthrough.packs.writers.charts import pictures
from followthrough.packs.writers.columns import FILLS
from followthrough.packs.writers.parts import BACK
from followthrough.packs.writers.pdf import write as pdf
from followthrough.packs.writers.pdf.typesetting import NotSet, escape
from followthrough.packs.writers.typeface import BOX, FAMILY, drawable, fit, fonts, missing
from followthrough.packs.writers.xlsx import write as xlsx
from followthrough.packs.writers.xlsx.cells import clean
from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.words import brief_title
from tests.builders.pack import HOSTILE, action, hostile, pack_of, realistic

WRITERS = [pytest.param(pdf.write, id="pdf"), pytest.param(xlsx.write, id="xlsx")]
Write = Callable[[Contents, Path], None]


def without_gaps(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("make", [realistic, hostile])
def test_same_contents_make_the_same_bytes(
    write: Write, make: Callable[[], Contents], tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"

    write(make(), first)
    write(make(), second)

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("write", WRITERS)
def test_one_other_date_makes_other_bytes(write: Write, tmp_path: Path) -> None:
    pack = pack_of(action("A1", due_date=date(2019, 3, 29)))
    other = pack_of(action("A1", due_date=date(2019, 3, 28)))

    write(pack, tmp_path / "pack")
    write(other, tmp_path / "other")

    assert (tmp_path / "pack").read_bytes() != (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("write", WRITERS)
def test_only_the_finished_file_is_left(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "pack"
    path.write_bytes(b"an older pack")

    write(realistic(), path)

    assert list(tmp_path.iterdir()) == [path]
    assert path.stat().st_size > 10_000


@pytest.mark.parametrize("write", WRITERS)
def test_a_file_that_can_not_be_written_leaves_nothing(write: Write, tmp_path: Path) -> None:
    in_the_way = tmp_path / "pack"
    in_the_way.mkdir()

    with pytest.raises(OSError, match="pack"):
        write(realistic(), in_the_way)

    assert list(tmp_path.iterdir()) == [in_the_way]


# --- The PDF ---


@pytest.fixture(params=[realistic, hostile], ids=["realistic", "hostile"])
def pack(request: pytest.FixtureRequest) -> Contents:
    made: Contents = request.param()
    return made


@pytest.fixture
def made_pdf(pack: Contents, tmp_path: Path) -> Iterator[pikepdf.Pdf]:
    path = tmp_path / "pack.pdf"
    pdf.write(pack, path)
    with pikepdf.open(path) as opened:
        yield opened


def elements(opened: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return every element of the structure tree, in reading order."""
    found: list[pikepdf.Object] = []
    waiting = [opened.Root.StructTreeRoot.K]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting.extend(reversed(list(item)))
        elif isinstance(item, pikepdf.Dictionary) and "/S" in item:
            found.append(item)
            waiting.append(item.get("/K", pikepdf.Array()))
    return found


def attributes(element: pikepdf.Object) -> dict[str, pikepdf.Object]:
    """Return the attributes of an element, which stand in one dictionary or in several."""
    several = element.A if isinstance(element.A, pikepdf.Array) else [element.A]
    return {name: value for one in several for name, value in one.items()}


def letters(font: pikepdf.Object) -> dict[int, str]:
    """Return what each two-byte code of a font stands for, by its own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for code, text in re.findall(r"<(\w{4})> <(\w+)>\n", table):
        found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    return found


def text_of(opened: pikepdf.Pdf) -> str:
    """Return the text of all pages without its gaps, in the order in which it was drawn."""
    return without_gaps("".join(part for page in opened.pages for part in drawn(page)))


def drawn(page: pikepdf.Page) -> Iterator[str]:
    fonts_here = {name: letters(font) for name, font in page.resources.Font.items()}
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        operands = list(instruction.operands)
        if str(instruction.operator) == "Tf":
            current = fonts_here[str(operands[0])]
            continue
        for item in operands[0] if str(instruction.operator) == "TJ" else operands:
            if isinstance(item, pikepdf.String):
                codes = bytes(item)
                for high, low in zip(codes[::2], codes[1::2], strict=True):
                    yield current[high * 256 + low]


def test_the_pdf_says_what_it_is(made_pdf: pikepdf.Pdf, pack: Contents) -> None:
    root = made_pdf.Root

    assert str(root.Lang) == "en-GB"
    assert bool(root.MarkInfo.Marked) is True
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert str(made_pdf.docinfo.Title).startswith("Progress pack, January 2019: ")
    with made_pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
    assert str(made_pdf.docinfo.CreationDate).startswith("D:20190101")
    assert made_pdf.check_pdf_syntax() == []
    assert pack.month == "January 2019"


def test_the_pdf_has_one_table_for_each_that_was_set(made_pdf: pikepdf.Pdf, pack: Contents) -> None:
    kinds = Counter(str(element.S) for element in elements(made_pdf))
    source = pdf.files(pack)["main.typ"].decode()

    assert kinds["/Table"] == source.count("#listing(") > len(Section) - len(BACK)
    assert kinds["/THead"] == kinds["/Table"]
    assert kinds["/Title"] == 1
    assert kinds["/H2"] >= len(pack.exceptions)


def test_every_header_cell_says_what_it_heads_and_every_figure_what_it_shows(
    made_pdf: pikepdf.Pdf, pack: Contents
) -> None:
    found = elements(made_pdf)
    header_cells = [element for element in found if element.S == "/TH"]
    figures = [element for element in found if element.S == "/Figure"]

    assert header_cells
    assert all(attributes(cell)["/Scope"] == "/Column" for cell in header_cells)
    told = [str(figure.Alt) for figure in figures]
    assert sorted(told) == sorted(one.alternative for one in pictures(pack))


def test_the_pdf_embeds_one_family_and_nothing_of_the_machine(made_pdf: pikepdf.Pdf) -> None:
    names = {str(font.BaseFont) for page in made_pdf.pages for font in page.resources.Font.values()}

    assert names
    assert all("SourceSans3" in name for name in names)
    assert fonts().families() == [FAMILY]


def test_every_text_comes_out_literally(made_pdf: pikepdf.Pdf, pack: Contents) -> None:
    text = text_of(made_pdf)

    for row in pack.actions:
        for said in (row.title, row.owner, row.update, *row.told):
            assert without_gaps(fit(said)) in text
    for note in pack.occasion.notes:
        assert without_gaps(fit(note)) in text


def test_a_row_appears_once_in_the_action_table_and_red_ones_once_more(tmp_path: Path) -> None:
    pdf.write(realistic(), tmp_path / "pack.pdf")

    with pikepdf.open(tmp_path / "pack.pdf") as opened:
        text = text_of(opened)

    register = text.split("withitstitleinfull.")[-1].split("Evidence")[0]
    exceptions = text.split("longestlatestandsfirst")[-1].split("Completedsincethelastpack")[0]
    for row in realistic().actions:
        assert register.count(without_gaps(row.title)) == 1
        brief = without_gaps(f"{row.ref}{brief_title(row)}")
        assert exceptions.count(brief) == (row in realistic().exceptions)


def test_a_first_pack_without_exceptions_says_so(tmp_path: Path) -> None:
    pdf.write(pack_of(action("A1"), first=True), tmp_path / "pack.pdf")

    with pikepdf.open(tmp_path / "pack.pdf") as opened:
        text = text_of(opened)

    assert "NoactionisratedRed." in text
    assert text.count("firstpack") == 5 + 6 + 1, "in the tiles, in the summary, and for changes"
    assert "fewer" not in text


@pytest.mark.parametrize("write", WRITERS)
def test_a_plan_without_actions_still_makes_a_pack(write: Write, tmp_path: Path) -> None:
    write(pack_of(), tmp_path / "pack")

    assert (tmp_path / "pack").stat().st_size > 5_000


def test_what_the_typeface_lacks_is_a_box_and_what_nobody_sees_is_left_out() -> None:
    assert fit("李 and \ud800") == f"{BOX} and {BOX}"
    assert fit("NUL\x00 bidi\u202e bom\ufeff") == "NUL bidi bom"
    assert fit("one\r\ntwo\u2028three") == "one\ntwo\nthree"
    assert missing("Ŵ, 李 and 李") == {"李"}
    assert ord(BOX) in drawable()


def test_a_value_that_is_not_in_words_yet_is_refused() -> None:
    with pytest.raises(TypeError, match="put it into words first"):
        escape(date(2019, 1, 1))


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('#set text(font: "Nowhere")\nx', "unknown font family"),  # no more than a warning
        ('#read("/etc/passwd")', "file not found"),
        ("= One\n=== Three", "heading level"),
    ],
)
def test_what_typst_warns_of_or_refuses_makes_no_pdf(source: str, complaint: str) -> None:
    with pytest.raises(NotSet, match=complaint):
        pdf.typeset({"main.typ": f'#set document(title: "x")\n{source}'.encode()}, 0)


def contrast(one: str, other: str) -> float:
    """Return how much two colours differ in lightness, as WCAG 2 counts it."""

    def lightness(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(p * weight for p, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_words_of_ratings_can_be_read_on_their_colours() -> None:
    assert min(contrast(fill, ink) for fill, ink in FILLS.values()) >= 4.5


@pytest.fixture
def made_xlsx(pack: Contents, tmp_path: Path) -> Iterator[Workbook]:
    path = tmp_path / "pack.xlsx"
    xlsx.write(pack, path)
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.close()


def columns(workbook: Workbook, sheet: str) -> dict[str, list[object]]:
    """Return the values of a list sheet by heading."""
    heads, *rows = workbook[sheet].iter_rows(values_only=True)
    return {str(head): [row[at] for row in rows] for at, head in enumerate(heads)}


def test_no_cell_is_a_formula_or_a_link(made_xlsx: Workbook) -> None:
    cells = [cell for sheet in made_xlsx for row in sheet.iter_rows() for cell in row]

    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]


def test_the_lists_hold_every_action_once_and_in_order(made_xlsx: Workbook, pack: Contents) -> None:
    actions, exceptions = columns(made_xlsx, "Actions"), columns(made_xlsx, "Exceptions")

    assert actions["Ref"] == [row.ref for row in pack.actions]
    assert actions["Action"] == [clean(row.title) for row in pack.actions]
    assert actions["Rating"] == [row.brag for row in pack.actions]
    assert exceptions["Ref"] == [row.ref for row in pack.exceptions]
    assert exceptions["Working days late"] == [row.days_late for row in pack.exceptions]


def test_dates_are_dates(made_xlsx: Workbook, pack: Contents) -> None:
    found = columns(made_xlsx, "Actions")["Current due date"]
    heads = [cell.value for cell in made_xlsx["Actions"][1]]
    column = list(made_xlsx["Actions"].columns)[heads.index("Current due date")]
    dates = [cell for cell in column if isinstance(cell.value, datetime)]

    assert [value.date() if isinstance(value, datetime) else value for value in found] == [
        row.current_due_date for row in pack.actions
    ]
    assert {cell.number_format for cell in dates} == {"d mmm yyyy"}


def test_the_counts_are_those_of_the_contents(made_xlsx: Workbook, pack: Contents) -> None:
    rows = list(made_xlsx["Summary"].iter_rows(values_only=True, max_col=5))
    start = next(at for at, row in enumerate(rows) if row[0] == "Rating") + 1

    for row, count in zip(rows[start:], pack.counts, strict=False):
        assert row == (
            count.brag,
            count.meaning,
            count.number,
            count.previous,
            count.number - (count.previous or 0),
        )
    assert rows[start + len(pack.counts)][:3] == (
        "All",
        "Every action in the plan",
        len(pack.actions),
    )


def test_the_lists_are_tables_that_print_well(made_xlsx: Workbook) -> None:
    summary, *lists, key = made_xlsx.sheetnames
    assert (summary, key, len(lists)) == ("Summary", "Key and notes", len(Section) - 4)
    filled = [name for name in lists if made_xlsx[name].tables]
    assert len(filled) >= len(lists) - 1, "in the hostile pack everyone has updated"
    for name in filled:
        sheet = made_xlsx[name]
        (table,) = sheet.tables.values()
        assert table.ref == table.autoFilter.ref == sheet.dimensions
        assert sheet.freeze_panes == "C2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    for name in ("Exceptions", "Actions"):
        sheet = made_xlsx[name]
        words = {rule.formula[0] for found in sheet.conditional_formatting for rule in found.rules}
        assert words == {'"Red"', '"Amber"', '"Green"', '"Blue"', '"Grey"'}


def test_the_excel_file_says_what_it_is(made_xlsx: Workbook, pack: Contents) -> None:
    assert made_xlsx.properties.title == clean(
        f"Progress pack, January 2019: {pack.occasion.board}"
    )
    assert made_xlsx.properties.created == datetime(2019, 1, 1)  # noqa: DTZ001 - Excel has no zones
    assert made_xlsx.properties.modified == datetime(2019, 1, 1)  # noqa: DTZ001


def test_an_empty_list_says_so_in_one_line(tmp_path: Path) -> None:
    xlsx.write(pack_of(action("A1"), first=True), tmp_path / "pack.xlsx")

    workbook = openpyxl.load_workbook(tmp_path / "pack.xlsx")

    assert list(workbook["Exceptions"].values) == [("No action is rated Red.",)]


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    assert len(clean("x" * 40_000)) == 32_767
    assert clean("x" * 40_000).endswith("\u2026")
    assert clean("a\x00b\ud800c\uffffd") == "abcd"


def test_hostile_texts_reach_excel_as_they_are() -> None:
    harmless = [text for text in HOSTILE if "\x00" not in text and "\ufffe" not in text]

    assert [clean(text) for text in harmless] == harmless


def test_a_new_version_is_another_pack(tmp_path: Path) -> None:
    first = realistic()
    again = replace(first, occasion=replace(first.occasion, version="1.1"))

    pdf.write(first, tmp_path / "first.pdf")
    pdf.write(again, tmp_path / "again.pdf")

    assert (tmp_path / "first.pdf").read_bytes() != (tmp_path / "again.pdf").read_bytes()
