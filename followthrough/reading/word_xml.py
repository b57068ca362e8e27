"""Responsible for the XML of a Word document: one pass for its tables, and for what stands above each."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from followthrough.reading.markup import Said, parse

SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
"""What Word saves, and what it saves as Strict."""
WIDEST_SPAN = 63  # Word's own
LONGEST_HEADING = 200
DEEPEST = 16
"""Tables within tables: the words of each stand in all those around it."""
_EITHER = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_OFF = ("0", "false", "off", "none")
_HEADINGS = ("heading", "title")
_BEFORE = ("rPrChange", "pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange")
"""What something looked like before a tracked change."""
_CHANGED = ("ins", "moveTo", "del", "moveFrom", "trPr")
_LOOKS = ("strike", "dstrike", "vanish", "b")
_TEXT = ("t", "delText")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
NOTES = {"footnote": "footnotes", "endnote": "endnotes", "comment": "comments"}
"""What stands beside the text, by the part that holds it."""


@dataclass(slots=True)
class Place:
    """What is written in one place: a cell, a paragraph, a text box."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    """Each with whether it is struck through."""
    told: dict[str, str] = field(default_factory=dict)
    """What is not to be seen in its words, by what it is: put in, taken out, a footnote."""
    is_bold: bool = True
    is_numbered: bool = False
    """Whether Word counts a paragraph of it."""
    span: int = 1
    merge: str = ""
    """`restart` begins a cell merged over rows, `continue` goes on with it."""

    @property
    def text(self) -> str:
        """What is read there, without space around it."""
        return "".join(text for text, _ in self.runs).strip()

    def tell(self, what: str, words: str) -> None:
        """Keep what is beside the words; more of the same goes on."""
        self.told[what] = self.told.get(what, "") + words


@dataclass(slots=True)
class Row:
    """A row of cells, from some column of the grid on."""

    cells: list[Place] = field(default_factory=list)
    start: int = 0
    is_gone: bool = False
    """Whether a tracked change took it out."""


@dataclass(slots=True)
class Table:
    """A table, and the heading that it stands under."""

    heading: str
    rows: list[Row] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    """What stood in each row that a tracked change took out."""


class WordTables(NamedTuple):
    """The tables of a document in their order, those within others too, and its text boxes."""

    tables: list[Table]
    boxes: list[str]


def document_of(part: bytes, notes: Mapping[str, Mapping[str, str]]) -> WordTables:
    """Return what a document says; `notes` are those of each kind by number.

    Raises whatever the parser does for a part that is damaged.
    """
    return _Pass(part, notes).document()


def notes_of(part: bytes, kind: str) -> dict[str, str]:
    """Return the notes of one kind by their numbers; raises as `document_of` does."""
    found: dict[str, str] = {}
    inner, number = list[str](), ""

    def begin(said: Said) -> None:
        nonlocal number
        number = said.get(f"{space} id", "")
        inner.clear()

    def end() -> None:
        found[number] = " ".join("".join(inner).split())

    space = _space(part)
    # Space between elements is no text, and is folded with the rest.
    parse(BytesIO(part), inner, {f"{space} {kind}": begin}, {f"{space} {kind}": end})
    return found


def _space(part: bytes) -> str:
    return SPACES[SPACES[1].encode() in part]


class _Pass:
    """One pass over the part that holds the text."""

    def __init__(self, part: bytes, notes: Mapping[str, Mapping[str, str]]) -> None:
        self._part, self._notes, self._space = part, notes, _space(part)
        self._found = WordTables([], [])
        self._inner: list[str] = []
        self._places = [Place()]
        """Where text goes: the last; the first is the paragraph that stands in no table."""
        self._open: list[Table] = []
        self._runs: list[set[str]] = []
        self._within: Counter[str] = Counter()
        self._hints: list[bool] = []
        """Of each content control: whether it only says what to write."""
        self._is_heading = False
        self._above: dict[str, str] = {}
        """What stands between this table and the one before, by what it looks like."""
        self._in_force = ""

    def document(self) -> WordTables:
        """Return all that was found."""
        skipped = (_EITHER, *(f"{self._space} {name}" for name in _BEFORE))
        parse(
            BytesIO(self._part),
            self._inner,
            {f"{self._space} {name}": self._seen(do) for name, do in self._starts().items()}
            | dict.fromkeys(skipped, self._enter("skipped")),
            {f"{self._space} {name}": self._seen(do) for name, do in self._ends().items()}
            | dict.fromkeys(skipped, self._leave("skipped")),
        )
        return self._found

    def _starts(self) -> dict[str, Callable[[Said], object]]:
        return {
            **{name: self._enter(name) for name in _CHANGED},
            **{name: self._look(name) for name in _LOOKS},
            **{name: self._sign(sign) for name, sign in _SIGNS.items()},
            **{f"{kind}Reference": self._note(kind) for kind in NOTES},
            **dict.fromkeys(_TEXT, self._begin_text),
            "tbl": self._begin_table,
            "tr": self._begin_row,
            "gridBefore": self._indent,
            "tc": self._begin_cell,
            "gridSpan": self._widen,
            "vMerge": self._merge,
            "p": self._begin_paragraph,
            "pStyle": self._style,
            "outlineLvl": self._outline,
            "numPr": self._number,
            "r": self._begin_run,
            "txbxContent": self._begin_box,
            "sdt": self._begin_control,
            "showingPlcHdr": self._hint,
            "sdtContent": self._content,
        }

    def _ends(self) -> dict[str, Callable[[], object]]:
        return {
            **{name: self._leave(name) for name in _CHANGED},
            **dict.fromkeys(_TEXT, self._text),
            "tbl": self._end_table,
            "tr": self._end_row,
            "tc": self._places.pop,
            "p": self._end_paragraph,
            "r": self._runs.pop,
            "txbxContent": self._end_box,
            "sdt": self._hints.pop,
            "sdtContent": self._end_content,
        }

    def _seen(self, do: Callable[..., object]) -> Callable[..., None]:
        """Return what does it, unless it stands in what is skipped."""

        def seen(*said: Said) -> None:
            if not self._within["skipped"]:
                do(*said)

        return seen

    def _enter(self, name: str) -> Callable[[Said], None]:
        def enter(_: Said) -> None:
            self._within[name] += 1
            if name == "del" and self._within["trPr"]:
                self._open[-1].rows[-1].is_gone = True

        return enter

    def _leave(self, name: str) -> Callable[[], None]:
        def leave() -> None:
            self._within[name] -= 1

        return leave

    def _value(self, said: Said, otherwise: str) -> str:
        return said.get(f"{self._space} val", otherwise)

    def _begin_table(self, _: Said) -> None:
        heading = ""
        if len(self._places) == 1:
            above, self._above = self._above, {}
            self._in_force = above.get("heading") or above.get("bold") or self._in_force
            heading = self._in_force or above.get("plain", "")
        self._open.append(Table(heading))
        if len(self._open) > DEEPEST:
            raise ValueError(DEEPEST)
        self._found.tables.append(self._open[-1])

    def _begin_row(self, _: Said) -> None:
        self._open[-1].rows.append(Row())

    def _indent(self, said: Said) -> None:
        self._open[-1].rows[-1].start = min(int(self._value(said, "0")), WIDEST_SPAN)

    def _begin_cell(self, _: Said) -> None:
        self._places.append(Place())
        self._open[-1].rows[-1].cells.append(self._places[-1])

    def _widen(self, said: Said) -> None:
        self._places[-1].span = min(int(self._value(said, "1")), WIDEST_SPAN)

    def _merge(self, said: Said) -> None:
        self._places[-1].merge = self._value(said, "continue")

    def _end_row(self) -> None:
        table = self._open[-1]
        row = table.rows[-1]
        if row.is_gone:
            table.rows.pop()
            told = (cell.told.get("gone", "") or cell.text for cell in row.cells)
            table.gone.append(" ".join(" ".join(told).split()))

    def _end_table(self) -> None:
        table = self._open.pop()
        if self._open:
            words = ((cell.text for cell in row.cells) for row in table.rows)
            told = "\n".join(" | ".join(filter(None, row)) for row in words)
            self._places[-1].runs.append((f"{told}\n", False))
            self._places[-1].tell("table", "it")

    def _begin_paragraph(self, _: Said) -> None:
        self._is_heading = False

    def _style(self, said: Said) -> None:
        self._is_heading |= self._value(said, "").lower().startswith(_HEADINGS)

    def _outline(self, said: Said) -> None:
        self._is_heading |= self._value(said, "9") != "9"

    def _number(self, _: Said) -> None:
        self._places[-1].is_numbered = True

    def _end_paragraph(self) -> None:
        if len(self._places) > 1:
            self._places[-1].runs.append(("\n", False))
            return
        paragraph, self._places[0] = self._places[0], Place()
        words = " ".join(paragraph.text.split())
        if words and len(words) <= LONGEST_HEADING:
            look = "heading" if self._is_heading else "bold" if paragraph.is_bold else "plain"
            self._above[look] = words

    def _begin_box(self, _: Said) -> None:
        self._places.append(Place())

    def _end_box(self) -> None:
        if words := " ".join(self._places.pop().text.split()):
            self._found.boxes.append(words)

    def _begin_control(self, _: Said) -> None:
        self._hints.append(False)

    def _hint(self, _: Said) -> None:
        self._hints[-1] = True

    def _content(self, _: Said) -> None:
        self._within["hint"] += self._hints[-1]

    def _end_content(self) -> None:
        self._within["hint"] -= self._hints[-1]

    def _begin_run(self, _: Said) -> None:
        self._runs.append(set())

    def _look(self, name: str) -> Callable[[Said], None]:
        def look(said: Said) -> None:
            if self._runs and self._value(said, "1") not in _OFF:
                self._runs[-1].add(name)

        return look

    def _sign(self, sign: str) -> Callable[[Said], None]:
        return lambda _: self._add(sign) if self._runs else None

    def _note(self, kind: str) -> Callable[[Said], None]:
        def note(said: Said) -> None:
            if words := self._notes[kind].get(said.get(f"{self._space} id", "")):
                self._places[-1].tell(kind, words)

        return note

    def _begin_text(self, _: Said) -> None:
        self._inner.clear()

    def _text(self) -> None:
        self._add("".join(self._inner))

    def _add(self, words: str) -> None:
        """Take words into the place where they stand, by what was done to them."""
        place, looks = self._places[-1], self._runs[-1] if self._runs else set()
        if self._within["hint"] > 0:
            return
        if self._within["del"] or self._within["moveFrom"]:
            place.tell("gone", words)
        elif "vanish" in looks:
            place.tell("hidden", words)
        else:
            place.runs.append((words, not looks.isdisjoint(("strike", "dstrike"))))
            place.is_bold &= "b" in looks or not words.strip()
            if self._within["ins"] or self._within["moveTo"]:
                place.tell("put in", words)
