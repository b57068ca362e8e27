"""Word documents as other people make them, to find a plan in: only what Word itself writes."""

from collections.abc import Mapping, Sequence

from tests.builders.bombs import packed

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EITHER = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MAIN = "word/document.xml"


def document(*blocks: str, space: str = SPACE, **parts: str) -> bytes:
    """Return a document that holds these blocks, and what stands beside its text by its part."""
    root = f'xmlns:w="{space}" xmlns:mc="{EITHER}"'
    body = f"<w:document {root}><w:body>{''.join(blocks)}</w:body></w:document>"
    beside: Mapping[str, bytes] = {
        f"word/{name}.xml": f"<w:{name} {root}>{part}</w:{name}>".encode()
        for name, part in parts.items()
    }
    return packed({"[Content_Types].xml": b"<Types/>", MAIN: body.encode(), **beside})


def run(words: str, look: str = "") -> str:
    """Return words with a look, such as `<w:strike/>`."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str, style: str = "", look: str = "") -> str:
    """Return a paragraph of words, or of what is marked up already."""
    inner = words if words.startswith("<") else run(words, look)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


def cell(*paragraphs: str, over: int = 1, merge: str = "") -> str:
    """Return a cell: over how many columns of the grid, and how it is merged over rows."""
    down = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    about = f'<w:tcPr><w:gridSpan w:val="{over}"/>{down}</w:tcPr>'
    inner = (one if one.startswith("<w:tbl") else paragraph(one) for one in paragraphs or ("",))
    return f"<w:tc>{about}{''.join(inner)}</w:tc>"


def row(*cells: str, mark: str = "") -> str:
    """Return a row of cells, or of words for each."""
    made = (one if one.startswith(("<w:tc", "<w:sdt")) else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{mark}</w:trPr>{''.join(made)}</w:tr>"


def table(*rows: str | Sequence[str]) -> str:
    """Return a table."""
    made = (one if isinstance(one, str) else row(*one) for one in rows)
    return f"<w:tbl>{''.join(made)}</w:tbl>"


def control(inner: str, *, is_hint: bool = False) -> str:
    """Return what stands in a content control, perhaps as what it asks for."""
    shown = "<w:showingPlcHdr/>" if is_hint else ""
    return f"<w:sdt><w:sdtPr>{shown}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


HEADINGS = ("Ref", "Action", "Owner", "By when")


def a_document() -> bytes:
    """Return a plan in two tables under a heading each, with all that Word adds to one."""
    return document(
        paragraph("Improvement plan", "Title"),
        paragraph("Leadership", "Heading2"),
        table(
            HEADINGS,
            ("1.1", "Hold a board", "Jo Smith", "31/03/2019"),
            row("1.2", "Write a strategy", cell("Ann Lee", merge="restart"), "April 2019"),
            row(
                "1.3",
                "Train",
                cell("", merge="continue"),
                cell(run("30 June 2020", "<w:strike/>") + run(" 31 July 2020")),
            ),
        ),
        paragraph("Practice", "Heading2"),
        table(
            HEADINGS,
            row(cell("Children in need", over=4)),
            (
                "2.1",
                "Visit",
                f"<w:ins>{run('Jo Smith')}</w:ins><w:del>{run('Al Old')}</w:del>",
                "Ongoing",
            ),
            row("2.2", control(cell("Ask children")), "Jo Smith", "May 2019"),
            row("2.3", "Gone", "Jo Smith", "June 2019", mark="<w:del/>"),
        ),
    )
