"""Responsible for the words of a notice: subject, plain text and HTML, from one payload."""

import quopri
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from models.session import as_json
from rules.policy import LOOK_AHEAD
from rules.words import count, late
from templates import FOLDER

KINDS = frozenset({"digest", "board_notice", "pack", "alarm"})
IN_FULL = (50, 25, 10, 0)
"""How many actions a mail tells in full; fewer if titles are long (semantics row 66)."""
LARGEST = 95_000
"""Bytes of text and HTML as they travel; mail programs cut a mail at 100 kB."""
WIDTH = 76

_BLANK_LINES = re.compile(r"\n{3,}")
_BLANK_ENDS = re.compile(r"[ \t]+\n")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(kind: str, payload: Mapping[str, Any]) -> Rendered:
    """Return the words of a notice of `kind`: digest, board_notice or pack.

    The worst 50 actions are told in full and the others by reference, fewer in full where the
    mail would otherwise be too large to be shown whole. Raises ValueError for an unknown kind
    and jinja2.UndefinedError for a payload that lacks something.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of notice")
    rendered = _render(kind, payload, IN_FULL[0])
    for most in IN_FULL[1:]:
        if _travelling_size(rendered) <= LARGEST:
            break
        rendered = _render(kind, payload, most)
    return rendered


def subject(kind: str, payload: Mapping[str, Any]) -> str:
    """Return the subject of a notice of `kind`, on one line."""
    plain: Mapping[str, Any] = orjson.loads(as_json(payload))
    return _subject(kind, _facts(plain, IN_FULL[0]))


def _subject(kind: str, facts: Mapping[str, Any]) -> str:
    return " ".join(_template(f"{kind}.subject.j2").render(facts).split())


def _render(kind: str, payload: Mapping[str, Any], most: int) -> Rendered:
    facts = _facts(payload, most)
    words = _subject(kind, facts)
    text = _template(f"{kind}.txt.j2").render(facts, subject=words)
    html = _template(f"{kind}.html.j2").render(facts, subject=words)
    return Rendered(words, _tidy(text), _tidy(html))


def _facts(payload: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return the payload with its lines split into those told in full and the rest."""
    parts = payload.get("parts", [payload] if "lines" in payload else [])
    lines = [line for part in parts for line in part["lines"]]
    each_once = {(line["plan"], line["ref"]): line for line in lines}.values()
    chosen = {id(line) for line in sorted(lines, key=_longest_overdue_first)[:most]}
    return {
        **payload,
        "parts": [
            {
                **part,
                "full": [line for line in part["lines"] if id(line) in chosen],
                "rest": [line for line in part["lines"] if id(line) not in chosen],
            }
            for part in parts
        ],
        "first": next(iter(each_once), None),
        "overdue": sum(line["days_late"] is not None for line in each_once),
        "plans": _in_order(line["plan"] for line in lines),
    }


def _longest_overdue_first(line: Mapping[str, Any]) -> int:
    days: int | None = line["days_late"]
    return 1 if days is None else -days


def _in_order(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "email"),
        undefined=StrictUndefined,
        autoescape=select_autoescape((".html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrap"] = _wrap
    environment.globals.update(count=count, late=late, look_ahead=LOOK_AHEAD)
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(name)


def _wrap(text: str, first: str = "", others: str = "") -> str:
    """Return one paragraph in lines of at most 76 characters; no word is broken."""
    return fill(
        " ".join(text.split()),
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
