"""Responsible for one value of a YAML file: reading it as it is written, or saying what is wrong.

YAML itself would take `no` for false, `1:30` for 90 and `on` as a name for true; here whoever
wrote it is told what to write instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import yaml

from rules.problems import BadInput
from rules.text import holds_controls, quoted

NEAR = 0.6
_YAML = "tag:yaml.org,2002:"
NOTHING = f"{_YAML}null"
_TEXT = f"{_YAML}str"
_WHOLE = f"{_YAML}int"
_TAKEN_FOR = {
    f"{_YAML}bool": "yes or no",
    _WHOLE: "a number",
    f"{_YAML}float": "a number",
    f"{_YAML}timestamp": "a date",
    NOTHING: "nothing",
}
_DIGITS = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})")


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
class Value:
    """What stands, or ought to stand, in one place of a file; complaints name its line.

    One that is missing reads as nothing: if it was needed, that was complained of already.
    """

    noun: str
    node: yaml.Node | None
    problems: Problems
    needed: bool = True

    @property
    def line(self) -> int:
        """The line it begins on; 0 if it is missing."""
        return self.node.start_mark.line + 1 if self.node else 0

    @property
    def raw(self) -> str:
        """The characters of a single value, whatever YAML takes them for."""
        return str(self.node.value) if isinstance(self.node, yaml.ScalarNode) else ""

    @property
    def is_blank(self) -> bool:
        """Say whether it is missing, or nothing stands after its name."""
        return self.node is None or (self.node.tag == NOTHING and not self.raw)

    @property
    def is_mapping(self) -> bool:
        """Say whether it is made of names and values."""
        return isinstance(self.node, yaml.MappingNode)

    def complain(self, complaint: str) -> None:
        """Add a complaint, without its full stop, to the problems of the file."""
        self.problems.add(self.line, complaint)

    def is_single(self, wanted: str) -> bool:
        """Say whether there is one value to read; complain of a list, a mapping and a blank."""
        if isinstance(self.node, yaml.ScalarNode) and not self.is_blank:
            return True
        if self.node:
            is_what = "is empty" if self.is_blank else "holds more than one value"
            self.complain(f"{self.noun} {is_what}; write {wanted}{self._or_nothing}")
        return False

    def text(self, longest: int) -> str:
        """Return the text on one line; empty, with a complaint, if it is anything else."""
        if not self.is_single("one text"):
            return ""
        text, tag = " ".join(self.raw.split()), self.node.tag if self.node else ""
        if tag != _TEXT:
            taken_for = _TAKEN_FOR.get(tag, "a sign of its own")
            self.complain(
                f"YAML takes {self.noun} {quoted(self.raw)} for {taken_for}; "
                "put it in quotation marks"
            )
        elif holds_controls(self.raw):
            self.complain(f"{self.noun} {quoted(text)} holds a control character; retype it")
        elif not text:
            self.complain(f"{self.noun} is empty; write one text{self._or_nothing}")
        elif len(text) > longest:
            self.complain(f"{self.noun} has {len(text):,} characters; write {longest} at most")
        else:
            return text
        return ""

    def whole(self, least: int, most: int) -> int | None:
        """Return the whole number; None, with a complaint, if it is anything else."""
        wanted = f"a whole number from {least} to {most}"
        if not self.is_single(wanted):
            return None
        is_digits, is_number = _DIGITS.fullmatch(self.raw), self.node and self.node.tag == _WHOLE
        if is_digits and is_number and least <= int(self.raw) <= most:
            return int(self.raw)
        if is_digits and not is_number:
            wrong = f"stands in quotation marks; write {self.raw} without them"
        elif is_digits:
            wrong = f"is not from {least} to {most}; write {wanted}"
        else:
            wrong = f"is not a whole number in plain digits; write {wanted}"
        self.complain(f"{self.noun} {quoted(self.raw)} {wrong}{self._or_nothing}")
        return None

    def choice(self, text: str, known: Sequence[str]) -> str:
        """Return the one of `known` that `text` is, in any case; empty, with a complaint, if none."""
        for name in known:
            if text.casefold() == name.casefold():
                return name
        if text:
            advice = nearest(text, known) or listed(known, "or")
            self.complain(f"{self.noun} {quoted(text)} is not known; write {advice}")
        return ""

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
        return [Value(f"the {noun}", node, self.problems) for node in self.node.value]

    def fields(
        self, needed: Mapping[str, str], optional: Sequence[str] = ()
    ) -> Mapping[str, "Value"]:
        """Return a value for each name of a mapping; `needed` gives an example of each needed one.

        A name that is missing, unknown or there twice is a problem.
        """
        names = (*needed, *optional)
        absent = {name: Value(name, None, self.problems, name in needed) for name in names}
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
                found[name], first[name] = Value(name, node, self.problems, name in needed), line
        return found, meant

    @property
    def _or_nothing(self) -> str:
        return "" if self.needed else ", or leave it out"


def nearest(text: str, known: Sequence[str]) -> str:
    """Return the one of `known` that is nearest to `text`; empty if none is near."""
    folded = {name.casefold(): name for name in known}
    return next((folded[n] for n in get_close_matches(text.casefold(), folded, 1, NEAR)), "")


def listed(names: Sequence[str], word: str) -> str:
    """Return `a, b or c` for the word `or`."""
    return f" {word} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
