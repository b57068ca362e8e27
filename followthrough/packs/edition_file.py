"""Responsible for the editions of a pack as people write them, in YAML, and for which a board gets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from followthrough.reading.file import name_of
from followthrough.reading.yaml_file import read_text, read_yaml
from followthrough.reading.yaml_value import Problems, Value
from rules.board_names import is_safeguarding_children
from rules.packs.edition import Chosen, Depth, Edition, Exempt, Section
from rules.problems import BadInput
from rules.text import folded, quoted

DEFAULT = Path(__file__).parent / "editions.yaml"
FOLDER = "editions"
"""Where in the data folder a plan's own editions lie: `editions/<key of the plan>.yaml`."""
MOST_EDITIONS = 50
MOST_BOARDS = 20
LONGEST_NAME = 120
LONGEST_SENTENCE = 500
_EDITION = {
    "name": "Improvement Board",
    "title": "Progress pack",
    "purpose": "To note progress.",
    "sections": "[summary, exceptions]",
}
_EDITION_MAY_HAVE = ("boards", "exempt")
_SECTIONS = tuple(str(section) for section in Section)
_DEPTHS = tuple(str(depth) for depth in Depth)
_PLACES = tuple(str(place) for place in Exempt)


@dataclass(frozen=True, slots=True)
class EditionFor:
    """An edition, and words of which one stands in the name of a board that gets it."""

    edition: Edition
    boards: tuple[str, ...]
    """None at all: any board that no other edition is for."""


def editions_of(data: Path, plan_key: str) -> tuple[EditionFor, ...]:
    """Return the editions of a plan: its own if the data folder holds them, else the default.

    Raises BadInput with a sentence for every problem of its file, each naming the line, and for a
    file that was meant to be it and is called otherwise.
    """
    own = data / FOLDER / f"{plan_key}.yaml"
    if own.exists():
        return read_editions(own)
    for path in sorted(own.parent.glob("*")):
        meant = folded(path.stem) == folded(plan_key)
        if meant and path.suffix.casefold() in (".yaml", ".yml"):
            raise BadInput(f"{path} is not read under this name: call it {own.name}.")
    return default_editions()


def edition_for(board_name: str, editions: Sequence[EditionFor]) -> Edition:
    """Return the edition that a board gets: the first whose words stand in its name, else the last."""
    name = folded(board_name)
    if is_safeguarding_children(name):  # also where its letters alone are its name
        name = f"{name} safeguarding children"
    for one in editions:
        if not one.boards or any(folded(words) in name for words in one.boards):
            return one.edition
    return editions[-1].edition


@cache
def default_editions() -> tuple[EditionFor, ...]:
    """Return the editions of every plan that has none of its own."""
    return read_editions(DEFAULT)


def read_editions(path: Path) -> tuple[EditionFor, ...]:
    """Return the editions in the YAML file at `path`; the last is for any other board.

    Raises BadInput with a sentence for every problem, each naming file and line.
    """
    return parse_editions(read_text(path), name_of(path.name))


def parse_editions(text: str, file: str) -> tuple[EditionFor, ...]:
    """Return the editions that `text` says; raises BadInput as `read_editions` does."""
    problems = Problems(file)
    entries = read_yaml(text, problems).items("edition", 1, MOST_EDITIONS)
    named: dict[str, str] = {}
    found = [_edition(entry, named) for entry in entries]
    _check_order(entries, found)
    problems.tell()
    return tuple(found)


def _edition(entry: Value, named: dict[str, str]) -> EditionFor:
    fields = entry.fields(_EDITION, _EDITION_MAY_HAVE)
    name = fields["name"].text(LONGEST_NAME)
    first = named.setdefault(name.casefold(), entry.place) if name else entry.place
    if first != entry.place:
        fields["name"].complain(f"name {quoted(name)} is used already on {first}")
    edition = Edition(
        name=name,
        title=fields["title"].text(LONGEST_NAME),
        purpose=fields["purpose"].text(LONGEST_SENTENCE),
        sections=_sections(fields["sections"]),
        exempt=Exempt(_choice(fields["exempt"], _PLACES) or Exempt.WITHIN),
    )
    boards = fields["boards"].items("word", 1, MOST_BOARDS)
    return EditionFor(edition, tuple(board.text(LONGEST_NAME) for board in boards))


def _sections(value: Value) -> tuple[Chosen, ...]:
    entries = value.items("section", 1, len(_SECTIONS))
    chosen = [(entry, found) for entry in entries if (found := _section(entry))]
    first: dict[Section, str] = {}
    for entry, found in chosen:
        place = first.setdefault(found.section, entry.place)
        if place != entry.place:
            entry.complain(f"section {found.section} is there already on {place}")
    return tuple(found for _, found in chosen)


def _section(entry: Value) -> Chosen | None:
    if not entry.is_mapping:
        name = entry.choice(entry.text(LONGEST_NAME), _SECTIONS)
        return Chosen(Section(name)) if name else None
    fields = entry.fields({"section": "summary"}, ("depth",))
    name, depth = _choice(fields["section"], _SECTIONS), _choice(fields["depth"], _DEPTHS)
    return Chosen(Section(name), Depth(depth or Depth.FULL)) if name else None


def _choice(value: Value, known: Sequence[str]) -> str:
    return value.choice(value.text(LONGEST_NAME), known)


def _check_order(entries: Sequence[Value], found: Sequence[EditionFor]) -> None:
    """Complain where a board would get no edition, or an edition no board."""
    if not found:
        return
    if found[-1].boards:
        entries[-1].complain("the last edition must be for any other board; leave out its boards")
    for entry, one in zip(entries[:-1], found[:-1], strict=True):
        if not one.boards:
            entry.complain("only the last edition is for any other board; name its boards")
