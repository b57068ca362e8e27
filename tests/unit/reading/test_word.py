"""Responsible for holding what is read in a cell of a Word document to rows 292 and 293."""

import pytest

from followthrough.reading.cells import Area, Sheet, written
from followthrough.reading.package import Damaged, Unusable
from followthrough.reading.word import MOST_CELLS, tables_of
from followthrough.reading.word_xml import DEEPEST, SPACES
from tests.builders.bombs import packed
from tests.builders.word_tables import cell, control, document, paragraph, row, run, table

STRUCK = "<w:strike/>"
BOX = (
    "<w:r><mc:AlternateContent>"
    "<mc:Choice><w:txbxContent><w:p><w:r><w:t>Draft</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>Draft</w:t></w:r></w:p></w:txbxContent></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
BESIDE = {
    "footnotes": '<w:footnote w:id="2"><w:p><w:r><w:t>All group members</w:t></w:r></w:p></w:footnote>',
    "comments": '<w:comment w:id="0"><w:p><w:r><w:t>Is he still here?</w:t></w:r></w:p></w:comment>',
}


def only(*blocks: str, **parts: str) -> Sheet:
    (sheet,) = tables_of(document(*blocks, **parts)).values()
    return sheet


@pytest.mark.parametrize(
    ("markup", "seen", "marked", "beside"),
    [
        pytest.param(
            f"{run('May')}<w:ins>{run(' 2026')}</w:ins>",
            *("May 2026", ""),
            'holds "2026", put in by a tracked change; taken as accepted',
            id="row-293-put-in",
        ),
        pytest.param(
            "<w:del><w:r><w:delText>May</w:delText></w:r></w:del>",
            *("", ""),
            'is without "May", taken out by a tracked change',
            id="row-293-taken-out",
        ),
        pytest.param(
            f"<w:moveFrom>{run('May')}</w:moveFrom><w:moveTo>{run('June')}</w:moveTo>",
            *("June", ""),
            'is without "May", taken out by a tracked change; '
            'holds "June", put in by a tracked change; taken as accepted',
            id="row-293-moved",
        ),
        (run("30 June", STRUCK) + run(" 31 July"), "30 June 31 July", "~~30 June~~ 31 July", ""),
        (run("30 ", STRUCK) + run("June", "<w:dstrike/>"), "30 June", "~~30 June~~", ""),
        (run("May", '<w:strike w:val="0"/>'), "May", "", ""),
        (run("May", f"<w:rPrChange><w:rPr>{STRUCK}</w:rPr></w:rPrChange>"), "May", "", ""),
        pytest.param(
            run("May") + run(" or so", "<w:vanish/>"),
            *("May", "", 'hides "or so"; left out'),
            id="row-293-hidden",
        ),
        (control(run("May")), "May", "", ""),
        (control(run("Choose a date."), is_hint=True), "", "", ""),
        (f'<w:hyperlink r="x">{run("May")}</w:hyperlink>', "May", "", ""),
        (f'<w:fldSimple w:instr="DATE">{run("May")}</w:fldSimple>', "May", "", ""),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>", "", "", ""),
        ("<w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>" + run("May"), "May", "", ""),
        (f"{run('a')}<w:r><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>", "a\nb\tc", "", ""),
        (f"{run('A')}<w:r><w:noBreakHyphen/></w:r>{run('1')}", "A-1", "", ""),
        pytest.param(
            run("All") + '<w:r><w:footnoteReference w:id="2"/></w:r>',
            *("All", "", 'has the footnote "All group members"'),
            id="row-293-footnote",
        ),
        pytest.param(
            run("Jo") + '<w:r><w:commentReference w:id="0"/></w:r>',
            *("Jo", "", 'has the comment "Is he still here?"'),
            id="row-293-comment",
        ),
    ],
)
def test_a_cell_is_read_as_its_reader_sees_it(
    markup: str, seen: str, marked: str, beside: str
) -> None:
    sheet = only(table(row("Action", f"<w:tc><w:p>{markup}</w:p></w:tc>")), **BESIDE)
    there = sheet.rows[1].get(2)
    found = written(there) if there else None
    assert (found.seen, found.marked, found.beside) == (seen, marked, beside) if found else not seen


def test_what_stands_in_no_cell_is_named() -> None:
    """As row 293 says."""
    numbered = cell("<w:pPr><w:numPr/></w:pPr>")
    sheet = only(
        f"<w:p>{BOX}</w:p>",
        table(row("a", numbered), row("b", "c", mark="<w:del/>"), row("d", "e", mark="<w:ins/>")),
    )
    assert sheet.rows.keys() == {1, 2}
    assert sheet.doubts == (
        'In text boxes, and not read: "Draft".',
        'table 1: a tracked change took out "b c"; not read.',
        "table 1: Word counts its rows by itself; those numbers are not read.",
    )


def test_a_table_within_a_cell_is_read_in_it_and_by_itself() -> None:
    outer, inner = tables_of(document(table(row(cell("a", table(("b", "c"), ("d", "e"))), "f"))))
    assert (outer, inner) == ("table 1", "table 2")
    sheets = tables_of(document(table(row(cell("a", table(("b", "c"))), "f"))))
    first, second = (sheet.rows[1] for sheet in sheets.values())
    assert (first[1].value, first[2].value, second[2].value) == ("a\nb | c", "f", "c")
    assert first[1].beside == "holds a table; its words are read one after another"


def test_rows_and_tables_in_content_controls_are_read() -> None:
    inner = table(row("a", control(cell("b"))), control(row("c", control(cell("d"), is_hint=True))))
    sheet = only(control(inner))
    assert {n: [one.value for one in cells.values()] for n, cells in sheet.rows.items()} == {
        1: ["a", "b"],
        2: ["c"],
    }


def test_merged_cells_keep_their_columns() -> None:
    """As row 292 says, with two rows of headings."""
    sheet = only(
        table(
            row(cell("No", merge="restart"), cell("Who", over=2)),
            row(cell("", merge="continue"), "Lead", "Helps"),
            row("1", "Jo", "Al"),
            row(cell("Leadership", over=3)),
            row("2", "Ann", mark='<w:gridBefore w:val="1"/>'),
        )
    )
    assert set(sheet.layout.merged) == {Area(1, 1, 1, 2), Area(2, 1, 3, 1), Area(1, 4, 3, 4)}
    assert [sorted(cells) for cells in sheet.rows.values()] == [
        *([1, 2], [2, 3], [1, 2, 3], [1], [2, 3]),
    ]


def test_columns_are_what_a_reader_counts_wherever_edges_do_not_meet() -> None:
    """As row 292 says: somebody drew the edge of one row a little further."""
    sheet = only(
        table(
            row("Action", cell("Owner", over=2), "By when"),
            row(cell("Meet", over=2), "Jo", "May"),
        )
    )
    assert [cell.value for cell in sheet.rows[2].values()] == ["Meet", "Jo", "May"]
    assert sorted(sheet.rows[2]) == [1, 2, 3]


@pytest.mark.parametrize("space", SPACES)
def test_each_table_knows_what_it_stands_under(space: str) -> None:
    """As row 292 says."""
    one = table(("a", "b"))
    sheets = tables_of(
        document(
            paragraph("Plan", "Title"),
            *(paragraph("Leadership", "Heading2"), paragraph("What we do."), one),
            *(paragraph("It goes on."), one),
            *(paragraph("Practice", look="<w:b/>"), paragraph("See below."), one),
            space=space,
        )
    )
    headings = [sheet.heading for sheet in sheets.values()]
    assert headings == ["Leadership", "Leadership", "Practice"]


def test_what_is_too_much_or_no_document_is_refused() -> None:
    with pytest.raises(Unusable, match=r"has more than 50,000 cells"):
        tables_of(document(table("<w:tr>" + "<w:tc/>" * (MOST_CELLS + 1) + "</w:tr>")))
    with pytest.raises(ValueError, match=f"^{DEEPEST}$"):
        tables_of(document("<w:tbl><w:tr><w:tc>" * 3_000 + "</w:tc></w:tr></w:tbl>" * 3_000))
    with pytest.raises(Damaged):
        tables_of(packed({"word/documents/x.xml": b"<x/>"}))
    wide = only(table(row(cell("a", over=10**9), "b")))
    assert max(wide.rows[1]) == 2
