"""Responsible for filling a Word template by docxtpl, quickly: a register has thousands of cells.

docxtpl looks for line breaks in every run of the document, and moves the filled body into its
document node by node; both take longer than all the rest.
"""

import re
from collections.abc import Mapping
from typing import Any

from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from lxml import etree

from followthrough.packs.writers.docx.widths import set_widths

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold."""
_PARAGRAPH = re.compile("<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)
_EMPTY = b"<w:body/>"


class Template(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """A template that is filled with `said` and then has the widths that its tables are given."""

    said: Mapping[str, Any]

    def resolve_listing(self, xml: str) -> str:
        """Return `xml` with line breaks and tabs as Word has them, and without what XML can't hold."""
        whole = NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", xml)
        return _PARAGRAPH.sub(self._broken, whole)

    def _broken(self, found: re.Match[str]) -> str:
        paragraph = found[0]
        if "\n" not in paragraph and "\t" not in paragraph:
            return paragraph
        return str(super().resolve_listing(paragraph))

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401 - lxml carries no types
        """Return the body with as many columns in each table's grid as it has, and their widths."""
        body = super().fix_tables(xml)
        set_widths(body, self.said)
        return body

    def map_tree(self, tree: Any) -> None:  # noqa: ANN401 - likewise
        """Put the body in its place as text, which is read some four times as fast as it is moved."""
        root = self.docx._element  # noqa: SLF001 - as docxtpl itself does
        root.replace(root.body, root.makeelement(root.body.tag))
        made = parse_xml(etree.tostring(root).replace(_EMPTY, etree.tostring(tree), 1))
        self.docx._element = self.docx._part._element = made  # noqa: SLF001 - likewise
