"""Responsible for one value of a YAML file: reading it as it is written, or saying what is wrong.

YAML itself would take `no` for false, `1:30` for 90 and `on` as a name for true; here whoever
wrote it is told what to write instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import yaml

from followthrough.reading.entry import Entry, Written, listed, nearest, trimmed
from rules.problems import BadInput
from rules.text import quoted

_YAML = "tag:yaml.org,2002:"
NOTHING = f"{_YAML}null"
_TEXT = f"{_YAML}str"
_WHOLE = f"{_YAML}int"
_SPACES = re.compile(r"[ \t\n]+")
_TAKEN_FOR = {
    f"{_YAML}bool": "yes or no",
    _WHOLE: "a number",
    f"{_YAML}float": "a number",
    f"{_YAML}timestamp": "a date",
    NOTHING: "nothing",
}


@dataclass(slots=True)
class Problems:
    """What is wrong with one file, a sentence each; told together, in the order of its lines."""

    file: str
    _found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, complaint: str) -> None:
        """Add a complaint, without its full stop, about a line of the file; 0 is all of it."""
        place = f"{self.file}, line {line}" if line else self.file
        self._found.append((line, f"{place}: {complaint}."))

    def tell(self) -> None:
        """Raise BadInput with every problem found; do nothing if there is none."""
        if self._found:
            raise BadInput(*(told for _, told in sorted(self._found, key=lambda found: found[0])))


@dataclass(frozen=True, slots=True)
class Value(Entry):
    """One place of a file, which may hold an entry, a list, or names with values.

    One that is missing reads as nothing: if it was needed, that was complained of already.
    """

    node: yaml.Node | None
    problems: Problems
    may_be_left_out: bool = False

    @property
    def is_blank(self) -> bool:
        """Say whether it is missing, or nothing stands after its name."""
        return self.node is None or (
            isinstance(self.node, yaml.ScalarNode) and not trimmed(self.written.seen)
        )

    @property
    def is_mapping(self) -> bool:
        """Say whether it is made of names and values."""
        return isinstance(self.node, yaml.MappingNode)

    def is_single(self, wanted: str) -> bool:
        """Say whether there is one value to read; complain of a list, a mapping and a blank."""
        if isinstance(self.node, yaml.ScalarNode) and not self.is_blank:
            return True
        if self.node:
            is_what = "is empty" if self.is_blank else "holds more than one value"
            self.complain(f"{self.noun} {is_what}; write {wanted}{self._or_nothing}")
        return False

    def has(self, *names: str) -> bool:
        """Say whether it is a mapping that holds one of `names`."""
        keys = self.node.value if isinstance(self.node, yaml.MappingNode) else ()
        return any(key.value in names for key, _ in keys)

    def items(self, noun: str, least: int, most: int) -> list["Value"]:
        """Return the values of a list, each to be called `noun`; anything else is a problem."""
        if self.node is None:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            self.complain(f"{self.noun} is not a list; write each {noun} after a hyphen")
            return []
        if not least <= len(self.node.value) <= most:
            self.complain(
                f"{self.noun} has {len(self.node.value):,} entries; write {least} to {most:,} of them"
            )
            return []
        return [value(f"the {noun}", node, self.problems) for node in self.node.value]

    def fields(
        self, needed: Mapping[str, str], optional: Sequence[str] = ()
    ) -> Mapping[str, "Value"]:
        """Return a value for each name of a mapping; `needed` gives an example of each needed one.

        A name that is missing, unknown or there twice is a problem.
        """
        names = (*needed, *optional)
        absent = {name: value(name, None, self.problems) for name in names}
        examples = {name: f"{name}: {example}" for name, example in needed.items()}
        if not isinstance(self.node, yaml.MappingNode):
            if self.node:
                self.complain(
                    f"{self.noun} is not made of names and values; "
                    f"write {listed(list(examples.values()), 'and')}"
                )
            return absent
        found, meant = self._named(names, needed)
        for name in [name for name in examples if name not in {*found, *meant}]:
            self.complain(f"{self.noun} has no {name}; add one, such as {examples[name]}")
        return absent | found

    def _named(
        self, names: Sequence[str], needed: Mapping[str, str]
    ) -> tuple[dict[str, "Value"], set[str]]:
        """Return the values under known names, and the names that unknown ones were meant for."""
        found: dict[str, Value] = {}
        first: dict[str, int] = {}
        meant: set[str] = set()
        for key, node in self.node.value if self.node else ():
            line = key.start_mark.line + 1
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name not in names:
                near = nearest(name, names)
                meant.add(near)
                advice = f"write {near}" if near else f"known are {listed(names, 'and')}"
                self.problems.add(line, f"{quoted(name)} is not known here; {advice}")
            elif name in found:
                again = f"{name} is there twice, first on line {first[name]}; keep one of them"
                self.problems.add(line, again)
            else:
                found[name], first[name] = (
                    value(name, node, self.problems, name not in needed),
                    line,
                )
        return found, meant

    @property
    def _or_nothing(self) -> str:
        return ", or leave it out" if self.may_be_left_out else ""


def value(
    noun: str,
    node: yaml.Node | None,
    problems: Problems,
    may_be_left_out: bool = False,  # noqa: FBT001, FBT002 - as the class has it
) -> Value:
    """Return the value of a node, None for one that is missing; its complaints name its line."""
    line = node.start_mark.line + 1 if node else 0
    tell = partial(problems.add, line)
    return Value(noun, f"line {line}", _written(node), tell, node, problems, may_be_left_out)


def _written(node: yaml.Node | None) -> Written:
    """Return what a single value says, and why not, where YAML takes it for something else."""
    if not isinstance(node, yaml.ScalarNode):
        return Written()
    seen = _SPACES.sub(" ", str(node.value))
    taken_for = _TAKEN_FOR.get(node.tag, "a sign of its own")
    as_text = f"is taken by YAML for {taken_for}; put it in quotation marks"
    as_number = f"stands in quotation marks; write {quoted(trimmed(seen))[1:-1]} without them"
    return Written(
        seen,
        not_text="" if node.tag == _TEXT else as_text,
        not_number="" if node.tag == _WHOLE else as_number,
    )
