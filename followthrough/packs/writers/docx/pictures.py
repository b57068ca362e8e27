"""Responsible for the charts of the Word file: drawn by Typst, with their figures in words."""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from markupsafe import Markup

from followthrough.packs.writers.pdf.typesetting import run

WIDE = Mm(170)
DOTS = 200
"""Per inch: sharp in print, and 30 to 60 kB a chart."""
_PAGE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("chart.svg")'
_ROUND = '</w:t></w:r><w:r><w:drawing>{}</w:drawing></w:r><w:r><w:t xml:space="preserve">'
"""What stands in a template where a picture is named: the end of a text, and the start of one."""


def put_in(document: DocxTemplate, said: Mapping[str, Any]) -> None:
    """Give each picture that is described a `picture`, which shows it where a template names it."""
    for one in _described(said):
        one["picture"] = _shown(document, one)


def _described(said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from said["pictures"]
    for section in said["sections"]:
        yield from section["pictures"]


def _shown(document: DocxTemplate, one: Mapping[str, str]) -> Markup:
    drawing = document.docx.part.new_pic_inline(io.BytesIO(_drawn(one["svg"])), WIDE, None)
    properties = drawing.find(qn("wp:docPr"))
    properties.set("descr", one["alternative"])
    properties.set("title", one["title"])
    return Markup(_ROUND).format(Markup(drawing.xml))  # noqa: S704 - made by lxml, which escapes


def _drawn(svg: str) -> bytes:
    """Return a chart as PNG; the same chart gives the same bytes."""
    return run({"main.typ": _PAGE, "chart.svg": svg.encode()}, format="png", ppi=DOTS)
