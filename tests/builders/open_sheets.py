"""OpenDocument spreadsheets as other people make them, to find a plan in."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from tests.builders.tables import PLAN

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "draw")
)
STYLES = (
    '<style:style style:name="gone"><style:text-properties'
    ' style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="unseen"><style:table-properties table:display="false"/></style:style>'
)


def content(*sheets: str, kind: str = "spreadsheet") -> bytes:
    """Return the part that holds these sheets."""
    return (
        f"<office:document-content{SPACES}>"
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body>"
        f"<office:{kind}>{''.join(sheets)}</office:{kind}>"
        "</office:body></office:document-content>"
    ).encode()


def spreadsheet(*sheets: str, kind: str = "spreadsheet", manifest: str = "") -> bytes:
    """Return a file that holds these sheets."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        told = f"application/vnd.oasis.opendocument.{kind}"
        package.writestr("mimetype", told, ZIP_STORED)  # as whoever looks at first bytes wants it
        package.writestr("content.xml", content(*sheets, kind=kind))
        package.writestr("META-INF/manifest.xml", manifest)
    return made.getvalue()


def cell(words: str = "", about: str = "") -> str:
    """Return a cell that shows words, or what is marked up already, and what is said about it."""
    inner = words if words.startswith("<") or not words else f"<text:p>{words}</text:p>"
    return f"<table:table-cell {about}>{inner}</table:table-cell>"


def row(*cells: str, about: str = "") -> str:
    """Return a row of cells, or of words for each."""
    made = (one if one.startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row {about}>{''.join(made)}</table:table-row>"


def sheet(*rows: str | Sequence[str], name: str = "Plan 2018", about: str = "") -> str:
    """Return a sheet."""
    made = (one if isinstance(one, str) else row(*one) for one in rows)
    return f'<table:table table:name="{name}" {about}>{"".join(made)}</table:table>'


def a_spreadsheet() -> bytes:
    """Return the plan of tables, with empty rows and columns to the edges as LibreOffice saves them."""
    rows = [row(*map(str, one)) for one in PLAN]
    rows[6] = row(
        *("1.1", "Hold a board", "Jo Smith"),
        cell("31/03/19", 'office:value-type="date" office:date-value="2019-03-31"'),
        cell("Green", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>",
    )
    rows.append(
        row(
            cell("", 'table:number-columns-repeated="16384"'),
            about='table:number-rows-repeated="1048000"',
        )
    )
    return spreadsheet(sheet(*rows))
