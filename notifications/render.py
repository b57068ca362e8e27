"""Responsible for the words of a notice: subject, plain text and HTML, from one payload."""

import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from textwrap import fill
from typing import Any, NamedTuple

import orjson
from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.session import as_json
from notifications.literal import in_html, in_text
from rules.ladder.policy import LOOK_AHEAD
from rules.text import by_number
from rules.words import count, late, references
from templates import FOLDER

KINDS = frozenset({"digest", "board_notice", "pack", "code", "alarm"})
LARGEST = 95_000
"""Bytes of text and HTML as they travel; mail programs cut a mail at 100 kB."""
WIDTH = 76


class Room(NamedTuple):
    """How much a mail tells, so that it is shown whole (semantics row 66)."""

    in_full: int
    """How many actions it tells in full; of the others it tells the reference."""
    longest: int
    """Characters of a title or a note."""


ROOMS = (Room(50, 2000), Room(50, 400), Room(50, 150), Room(25, 150), Room(10, 150), Room(0, 150))
"""The first that fits is taken."""

CHASED = "chased"
LEADING: dict[str, str] = {
    "owner": CHASED,
    "contributors": CHASED,
    "director": CHASED,
    "role": CHASED,
}
"""Capacities that ask for the same; each of the others asks for something of its own."""
LONGEST_SUBJECT = 77
"""Characters of a subject beyond which it leaves out by when to answer; lists of mail cut it."""
MOST_NAMED = 2
"""References that a subject names."""
ORDER = (CHASED, "round", "chaser", "approver", "validator", "administrator", "summary")
OPTIONAL: dict[str, dict[str, Any]] = {
    "code": {"code": "", "link": ""},
    "digest": {"first": ""},
    "board_notice": {"first": ""},
    "pack": {
        "first": "",
        "draft": None,
        "reissue": None,
        "members": None,
        "copy": False,
        "classification": "",
        "to_publish": True,
        "failed": [],
        "doubts": [],
        "withheld": [],
        "record": "",
    },
}
"""What a payload of a kind may leave out."""

_BLANK_LINES = re.compile(r"\n{3,}")
_BLANK_ENDS = re.compile(r"[ \t]+\n")

Payload = Mapping[str, Any]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(kind: str, payload: Payload) -> Rendered:
    """Return the words of a notice of `kind`: digest, board_notice, pack, code or alarm.

    The worst 50 actions are told in full, by rung, then age, and the others by reference; titles
    are cut, then fewer told in full, where the mail would otherwise be too large to be shown
    whole. Raises ValueError for an unknown kind and jinja2.UndefinedError for a payload that
    lacks something.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of notice")
    rendered = inlined(write(kind, payload, ROOMS[0]))
    for room in ROOMS[1:]:
        if _travelling_size(rendered) <= LARGEST:
            break
        rendered = inlined(write(kind, payload, room))
    return rendered


def subject(kind: str, payload: Payload) -> str:
    """Return the subject of a notice of `kind`, on one line; of a payload not stored yet, too."""
    return _subject(kind, in_text(_told(kind, orjson.loads(as_json(payload)), ROOMS[0])))


def headline(kind: str, payload: Payload) -> str:
    """Return what a chat channel may say of a digest, which others read: counts, and no reference."""
    words = in_text(_told(kind, orjson.loads(as_json(payload)), ROOMS[0]))
    return _in_a_line("_headline.j2", words)


def write(kind: str, payload: Payload, room: Room) -> Rendered:
    """Return the words of a notice as far as there is room, the stylesheet in the HTML's head."""
    facts = _told(kind, payload, room)
    words = in_text(facts)
    subject = _subject(kind, words)
    text = _environment(is_html=False).get_template(f"{kind}.txt.j2").render(words)
    marked = _environment(is_html=True).get_template(f"{kind}.html.j2")
    return Rendered(subject, _tidy(text), marked.render(in_html(facts), subject=subject))


def _told(kind: str, payload: Payload, room: Room) -> dict[str, Any]:
    return {**OPTIONAL.get(kind, {}), **_facts(payload, room), "kind": kind}


def _subject(kind: str, words: Payload) -> str:
    return _in_a_line(f"{kind}.subject.j2", words)


def _in_a_line(template: str, words: Payload) -> str:
    return " ".join(_environment(is_html=False).get_template(template).render(words).split())


def inlined(written: Rendered) -> Rendered:
    """Return a mail with the stylesheet written into the elements of its HTML."""
    return replace(written, html=_inliner().inline(written.html).strip() + "\n")


def _facts(payload: Payload, room: Room) -> dict[str, Any]:
    """Return the payload with its lines split into those told in full and the rest."""
    parts = payload.get("parts", [payload] if "lines" in payload else [])
    lines = [line for part in parts for line in part["lines"]]
    each_once = _each_once(lines)
    chosen = {id(line) for line in sorted(lines, key=_worst_first)[: room.in_full]}
    asked = _asked(parts)
    leading = next(iter(asked.values()), [])
    return {
        **payload,
        "parts": list(_split_each(parts, chosen, room)),
        "plans": list(dict.fromkeys(line["plan"] for line in lines)),
        "asked": {what: len(found) for what, found in asked.items()},
        "hears_as": _leading_capacities(parts),
        "about": {what: _about(found) for what, found in asked.items()},
        "lead": _lead(leading),
        "by_rung": _by_rung(each_once) if len(chosen) < len(lines) else {},
    }


def _split_each(parts: Sequence[Payload], chosen: set[int], room: Room) -> Iterator[dict[str, Any]]:
    """Yield the parts, each action in full in the first that tells of it, and by reference after."""
    seen: set[tuple[str, str]] = set()
    for part in parts:
        mine = [(line["plan"], line["ref"]) for line in part["lines"]]
        known = {key for key in mine if key in seen}
        lines = [line for line in part["lines"] if (line["plan"], line["ref"]) not in known]
        above = sorted((ref for _, ref in known), key=by_number)
        yield _split({**part, "lines": lines}, chosen, room) | {
            "above": above,
            "number": len(mine),
        }
        seen.update(mine)


def _split(part: Payload, chosen: set[int], room: Room) -> dict[str, Any]:
    lines = part["lines"]
    return {
        "says": (),
        "because": "",
        **{name: value for name, value in part.items() if name != "lines"},
        "number": len(lines),
        "full": [_shortened(line, room.longest) for line in lines if id(line) in chosen],
        "rest": [line for line in lines if id(line) not in chosen],
    }


def _shortened(line: Line, longest: int) -> dict[str, Any]:
    notes = [_cut(note, longest) for note in line.get("notes", ())]
    known = [(label, _cut(words, longest)) for label, words in line.get("known", ())]
    cut = {"title": _cut(line["title"], longest), "notes": notes, "known": known}
    return {"by": "", "told": (), "reached": "", **line, **cut}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _asked(parts: Sequence[Payload]) -> dict[str, list[Line]]:
    """Return the lines of each thing that a digest asks for, what presses most first."""
    found: dict[str, list[Line]] = {}
    for part in parts:
        capacity: str = part.get("capacity", CHASED)
        found.setdefault(LEADING.get(capacity, capacity), []).extend(part["lines"])
    return {what: _each_once(found[what]) for what in ORDER if what in found}


def _lead(lines: Sequence[Line]) -> dict[str, Any]:
    """Return how late those lines are of which the subject speaks."""
    overdue = [line["days_late"] for line in lines if line["days_late"] is not None]
    return {
        "number": len(lines),
        "overdue": len(overdue),
        "worst": max(overdue, default=None),
        "stages": sum(line.get("is_stage_late", False) for line in lines),
        "first": next(iter(lines), None),
    }


def _leading_capacities(parts: Sequence[Payload]) -> list[str]:
    """Return the capacities in which a reader hears, what presses most first."""
    found = dict.fromkeys(str(part.get("capacity", CHASED)) for part in parts)
    return sorted(found, key=lambda one: ORDER.index(LEADING.get(one, one)))


def _about(lines: Sequence[Line]) -> dict[str, Any]:
    """Return which actions a subject names, how many, and by when the first needs an answer."""
    by = next((line["by"] for line in lines if line.get("by")), "")
    refs = references((line["ref"] for line in lines), MOST_NAMED)
    return {"refs": refs, "number": len(lines), "by": " ".join(by.split()[1:3])}


def _each_once(lines: Iterable[Line]) -> list[Line]:
    return list({(line["plan"], line["ref"]): line for line in lines}.values())


def _by_rung(lines: Iterable[Line]) -> dict[str, int]:
    return dict(Counter(line.get("reached", "") for line in sorted(lines, key=_worst_first)))


def _worst_first(line: Line) -> tuple[int, int]:
    days = line["days_late"]
    return (-line.get("height", 0), 1 if days is None else -days)


@cache
def _environment(*, is_html: bool) -> Environment:
    """Return the templates, the shared ones too, as they escape: all for HTML, none for text."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "email"),
        undefined=StrictUndefined,
        autoescape=is_html,  # noqa: S701 - the plain text needs none
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = _wrap
    environment.globals.update(
        count=count, late=late, look_ahead=LOOK_AHEAD, longest_subject=LONGEST_SUBJECT
    )
    return environment


@cache
def _inliner() -> CSSInliner:
    """Write the stylesheet into the elements; queries, and Outlook's marks, stay in the head."""
    return CSSInliner(
        keep_style_tags=True,
        remove_inlined_selectors=True,
        minify_css=True,
        load_remote_stylesheets=False,
    )


def _wrap(text: str, first: str = "", others: str = "") -> str:
    """Return one paragraph in lines of at most 76 characters; no word is broken."""
    text = " ".join(text.split())
    if len(first) + len(text) <= WIDTH:
        return first + text
    return fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", _BLANK_ENDS.sub("\n", text)).strip() + "\n"


def _travelling_size(rendered: Rendered) -> int:
    return sum(len(quopri.encodestring(part.encode())) for part in (rendered.text, rendered.html))
