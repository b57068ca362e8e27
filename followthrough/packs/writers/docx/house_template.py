"""Responsible for our own Word template, which a council may take, edit in Word and hand back.

Its parts are ours (templates/pack/docx/); the document is written here, since it is full of tags.
A tag that begins with p, tr or tc takes the whole paragraph, row or cell that it stands in.
"""

from followthrough.packs.writers.docx.package import zipped
from rules.packs.sections import PAPER
from templates import FOLDER

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WHITE = "FFFFFF"
WIDE = 9_866
"""Twentieths of a point between the margins of a sheet of A4."""
PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "rels.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/theme/theme1.xml": "theme1.xml",
    **{
        f"word/{name}.xml": f"{name}.xml"
        for name in (
            "styles",
            "numbering",
            "settings",
            "fontTable",
            "footer1",
            "header1",
            "header2",
        )
    },
    **{f"docProps/{name}.xml": f"{name}.xml" for name in ("core", "app")},
}
FACTS = (
    *((label, name) for name, label in PAPER.items()),
    ("Chair", "chair"),
    ("Secretary", "secretary"),
    ("Prepared by", "prepared_by"),
    ("Purpose", "purpose"),
    ("Answers", "report"),
    ("Questions to", "administrator"),
)


def house_template() -> bytes:
    """Return our template as a Word file; the same bytes each time."""
    folder = FOLDER / "pack/docx"
    parts = {name: (folder / file).read_bytes() for name, file in PARTS.items()}
    return zipped(parts | {"word/document.xml": _document().encode()})


def _document() -> str:
    kinds = (
        ("header", "default", 7),
        ("header", "first", 8),
        ("footer", "default", 6),
        ("footer", "first", 6),
    )
    furniture = "".join(
        f'<w:{what}Reference {RELATIONS} w:type="{which}" r:id="rId{number}"/>'
        for what, which, number in kinds
    )
    page = (
        f'<w:sectPr>{furniture}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1247" w:right="1020" w:bottom="1020" w:left="1020" w:header="567" '
        'w:footer="510" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    body = f"{_front()}{_in_this_pack()}{_sections('not')}{_comments()}{page}"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {W}><w:body>{body}</w:body></w:document>'


def _front() -> str:
    facts = "".join(
        f"{_p(f'{{%p if pack.{name} %}}')}{_labelled(label, f'{{{{ pack.{name} }}}}')}{_p('{%p endif %}')}"
        for label, name in FACTS
    )
    return "".join(
        (
            _p("{{ pack.organisation }}", "BandLine"),
            _p("{{ pack.board }}", "Title"),
            _p(
                "{{ pack.title }}, {{ pack.month }}. {{ pack.plan }}, position at {{ pack.position }}",
                "BandLine",
            ),
            _p("{{ pack.called }}", "BandStrong"),
            _given("pack.classification", _p("{{ pack.classification }}", "BandStrong")),
            _given("pack.meeting_on", _p("{{ pack.meeting_on }}. {{ pack.place }}", "BandLine")),
            _sections(""),
            _ratings(),
            _given(
                "headlines[0] or cover_note or pack.is_draft",
                _p("From the secretary", "HeadingFront"),
            ),
            _words(),
            _given(
                "cover_note or pack.is_draft", _written("cover_note", "cover-note", "Cover note")
            ),
            facts,
            _each("note", "notes", _p("Please note: {{ note }}", "Notice")),
        )
    )


def _in_this_pack() -> str:
    """Return the contents on a page of their own sections: Word adds the pages when it updates them."""
    instruction = '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-1" \\h </w:instrText></w:r>'
    begin, between, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    first = f'<w:p><w:pPr><w:pStyle w:val="TOC1"/><w:pageBreakBefore/></w:pPr>{begin}{instruction}{between}<w:r><w:t>In this pack</w:t></w:r></w:p>'
    lines = _each(
        "section", "sections if not section.is_front", _p("{{ section.heading }}", "TOC1")
    )
    return f'{first}{lines}<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{end}</w:p>'


def _given(name: str, content: str) -> str:
    return f"{_p(f'{{%p if {name} %}}')}{content}{_p('{%p endif %}')}"


def _words() -> str:
    """Return the field for words beside the headlines of the figures; in an issued pack it is blank."""
    title = "Words beside the headlines, one a line"
    lines = _each("line", "headlines", _p("{{ line }}", "ListBullet"))
    hint = _p("Click here to write.", look="PlaceholderText")
    return "".join(
        (
            _p("{%p if headlines[0] %}"),
            _control("headlines", title, lines),
            _p("{%p elif pack.is_draft %}"),
            _control("headlines", title, hint, "<w:showingPlcHdr/>"),
            _p("{%p else %}"),
            _control("headlines", title, _p("")),
            _p("{%p endif %}"),
        )
    )


def _ratings() -> str:
    columns = ("Rating", "What it means", "Now", "Last pack", "Change")
    cells = (
        _painted("one", "brag"),
        *(_cell(f"{{{{ one.{name} }}}}") for name in ("meaning", "number", "previous", "change")),
    )
    rows = f"{_row(_cell('{%tr for one in ratings %}'))}{_row(''.join(cells))}{_row(_cell('{%tr endfor %}'))}"
    head = "".join(_cell(name, "TableHead", fill="12436D", ink="FFFFFF") for name in columns)
    widths = (1300, 4966, 1200, 1200, 1200)
    table = _table("Ratings", "How many actions have each rating", widths, head, rows)
    return f"{_p('Where the plan stands', 'HeadingFront')}{table}{_p('')}{_pictures('pictures')}"


def _sections(but: str) -> str:
    """Return the sections of the first page, or all `but` these: a heading, sentences, and tables."""
    head = (
        f"{_cell('{%tc for column in table.columns %}')}"
        f"{_cell('{{ column.heading }}', 'TableHead', fill='12436D', ink='FFFFFF')}"
        f"{_cell('{%tc endfor %}')}"
    )
    cell = _painted("cell", "text", _beside())
    row = _row(f"{_cell('{%tc for cell in row %}')}{cell}{_cell('{%tc endfor %}')}")
    rows = f"{_row(_cell('{%tr for row in table.rows %}'))}{row}{_row(_cell('{%tr endfor %}'))}"
    table = _table("{{ table.name }}", "{{ table.about }}", (WIDE,), head, rows)
    heading = _p("{{ section.heading }}", "Heading1" if but else "HeadingFront")
    named = _given("table.name != section.heading", _p("{{ table.name }}", "Heading2"))
    titled = named if but else ""
    said = "".join(
        (
            _p("{%p if section.tables or section.pictures %}"),
            _p("{{ sentence }}", "Lead"),
            _p("{%p else %}"),
            _p("{{ sentence }}"),
            _p("{%p endif %}"),
        )
    )
    return _each(
        "section",
        f"sections if {but} section.is_front".replace("  ", " "),
        heading
        + _each("sentence", "section.sentences", said)
        + _pictures("section.pictures")
        + _each("table", "section.tables", titled + table + _p("")),
    )


def _pictures(of: str) -> str:
    """Return charts, each below its title and on one page with it."""
    return _each("one", of, _p("{{ one.title }}", "Heading2") + _p("{{ one.picture }}"))


def _beside() -> str:
    """Return the field for the comment on an action, below what its row tells of it.

    Word wants a paragraph at the end of a cell; this one is as low as can be.
    """
    ref = "{{ cell.comment.ref }}"
    label = _given("cell.comment.text", _p("Comment:", "TableText"))
    hint = f"Click here to write a comment on {ref}."
    field = _written("cell.comment.text", f"comment:{ref}", f"Comment on {ref}", hint, "TableText")
    end = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
    return _given("cell.comment", f"{label}{field}{end}")


def _comments() -> str:
    """Return a heading for each action that is commented on in no row, with a field to write in."""
    ref = "{{ comment.ref }}"
    field = _written("comment.text", f"comment:{ref}", f"Comment on {ref}")
    each = _each("comment", "other_comments", _p("{{ comment.title }}", "Heading2") + field)
    return _given("other_comments", _p("Comments on actions", "Heading1") + each)


def _written(
    value: str, tag: str, title: str, hint: str = "Click here to write.", style: str = ""
) -> str:
    """Return a field for text, which shows what to do in it while it is empty."""
    full = _control(tag, title, _p(f"{{{{ {value} }}}}", style))
    empty = _control(tag, title, _p(hint, style, "PlaceholderText"), "<w:showingPlcHdr/>")
    return f"{_p(f'{{%p if {value} %}}')}{full}{_p('{%p else %}')}{empty}{_p('{%p endif %}')}"


def _control(tag: str, title: str, content: str, more: str = "") -> str:
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{title}"/><w:tag w:val="{tag}"/>{more}</w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def _each(name: str, of: str, content: str) -> str:
    return f"{_p(f'{{%p for {name} in {of} %}}')}{content}{_p('{%p endfor %}')}"


def _p(text: str, style: str = "", look: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:rPr><w:rStyle w:val="{look}"/></w:rPr>' if look else ""
    said = f'<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{named}{said}</w:p>"


def _labelled(label: str, value: str) -> str:
    return (
        f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{label}: </w:t></w:r>'
        f'<w:r><w:t xml:space="preserve">{value}</w:t></w:r></w:p>'
    )


def _table(name: str, about: str, widths: tuple[int, ...], head: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="PackTable"/><w:tblW w:w="{WIDE}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{name}"/>'
        f'<w:tblDescription w:val="{about}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{_row(head, '<w:tblHeader/>')}{rows}</w:tbl>"
    )


def _row(cells: str, more: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"


def _painted(one: str, name: str, more: str = "") -> str:
    """Return a cell in the colours that are given with its text: Word refuses tags for colours."""
    said = f"{{{{ {one}.{name} }}}}"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr>{_run(f"{{% cellbg {one}.fill %}}")}'
        f"{_run(f'{{% if {one}.ink == {WHITE!r} %}}')}{_run(said, WHITE)}{_run('{% else %}')}"
        f"{_run(said)}{_run('{% endif %}')}</w:p>{more}</w:tc>"
    )


def _run(text: str, ink: str = "") -> str:
    colour = f'<w:rPr><w:color w:val="{ink}"/></w:rPr>' if ink else ""
    return f'<w:r>{colour}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _cell(text: str, style: str = "TableText", *, fill: str = "", ink: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/>{shade}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{_run(text, ink)}</w:p></w:tc>"
    )
