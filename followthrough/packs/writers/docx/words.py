"""Responsible for the words that an element of a Word file shows, tracked changes taken as accepted."""

from typing import Any

from docx.oxml.ns import nsmap, qn
from lxml import etree

PARAGRAPH, RUN = qn("w:p"), qn("w:r")
INSERTED = {qn("w:ins"), qn("w:moveTo")}
GONE = {qn("w:del"), qn("w:moveFrom")}
"""What was taken out while changes were tracked."""
SYMBOL = qn("w:sym")
_TEXT = {qn("w:t"), f"{{{nsmap['m']}}}t"}
_SHOWN = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    SYMBOL: "\N{REPLACEMENT CHARACTER}",
}
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
"""The same for newer and for older programs."""
_MARK, _KIND = qn("w:fldChar"), qn("w:fldCharType")
_SIMPLE = qn("w:fldSimple")


def parsed(part: bytes) -> Any:  # noqa: ANN401 - lxml carries no types
    """Return the root of a part; raise ValueError if it is no XML, in words to follow `it `."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError("is not a Word file that is whole") from fault


def text_of(element: Any) -> str:  # noqa: ANN401 - likewise
    """Return the text of an element; each paragraph ends with a new line."""
    if element.tag in GONE:
        return ""
    if element.tag in _TEXT:
        return element.text or ""
    if element.tag in _SHOWN:
        return _SHOWN[element.tag]
    within = element[:1] if element.tag == _EITHER else element
    parts = "".join(map(text_of, within))
    return f"{parts}\n" if element.tag == PARAGRAPH else parts


def plain(element: Any) -> str:  # noqa: ANN401 - likewise
    """Return the text of an element in one line."""
    return " ".join(text_of(element).split())


def without_counted(element: Any) -> str:  # noqa: ANN401 - likewise
    """Return the text of a header or footer in one line, but what Word counts itself, such as pages."""
    depth, said = 0, list[str]()
    for one in element.iter(PARAGRAPH, _MARK, *_TEXT):
        if one.tag == _MARK:
            depth += {"begin": 1, "end": -1}.get(one.get(_KIND), 0)
        elif one.tag == PARAGRAPH:
            said.append(" ")
        elif depth == 0 and next(one.iterancestors(_SIMPLE), None) is None:
            said.append(one.text or "")
    return " ".join("".join(said).split())
