"""Responsible for one pass over the XML of a part: what begins, what ends, and the text between."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

Said = dict[str, str]
"""The attributes of an element."""


def parse(
    part: IO[bytes],
    inner: list[str],
    starts: Mapping[str, Callable[[Said], None]],
    ends: Mapping[str, Callable[[], None]],
) -> None:
    """Call what is named for the start and the end of elements; all text is added to `inner`.

    A name is that of its namespace and its own, parted by a space. Raises whatever the parser does
    for a part that is damaged, and ValueError for one that declares entities.
    """

    def start(name: str, said: Said) -> None:
        if do := starts.get(name):
            do(said)

    def end(name: str) -> None:
        if do := ends.get(name):
            do()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = inner.append
    parser.StartDoctypeDeclHandler = _refuse  # entities stand in one, and no saved file has it
    parser.ParseFile(part)


def _refuse(*told: object) -> None:
    raise ValueError(told)
