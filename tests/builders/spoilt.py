"""Responsible for good files spoilt at random, in the ways that packages, XML, templates and YAML go wrong."""

import random
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from zipfile import BadZipFile

from lxml import etree

from tests.builders.bombs import LAUGHTER, packed, parts_in

DEEP = 3_000
VALUES = (
    *("", " ", "0", "-1", "1e999", "NaN", "9" * 400, "0x1f", "2027-13-45", "TRUE", "#REF!", "=A1"),
    *("x" * 40_000, "\u202e", "\ufeff", "é\u0301", "../../x", "\N{NO-BREAK SPACE}", "\ud7ff"),
    *("99999999", "-99999999", "4294967297", "2958466", "A1:XFD1048576", "XFD1048577", "&l9;"),
)
"""What no such place expects."""
JINJA = (
    *("{{", "}}", "{%", "%}", "{#", "{{ }}", "{% %}", "{%p", "{%tr if x %}", "{%tc endfor %}"),
    *("{% for a in notes %}", "{% endfor %}", "{%p for a in sections %}", "{% if", "{% else %}"),
    *("{% for a in notes %}" * 40, "{% if notes %}" * 300, "{{ " + "(" * 3_000 + " }}"),
    *("{{ 9**9**9 }}", "{{ 'x' * 999999999 }}", "{{ range(999999999) }}", "{{ 1/0 }}"),
    *("{{ notes|join(notes) }}", "{{ nothing }}", "{{ pack.nothing.more }}", "{{ notes[9] }}"),
    *("{{ 'x'|center(99999999999) }}", "{{ '%99999999999d'|format(1) }}", "{{ notes|batch(0) }}"),
    *("{{ 'x'|indent(99999999999) }}", "{{ 1|round(-9999) }}", "{{ notes|slice(0)|list }}"),
    *("{{ notes|map('nothing')|list }}", "{{ notes|sort(attribute='x') }}", "{{ x|int(1, 99) }}"),
    *("{{ ''.__class__.__mro__ }}", "{{ self.__init__ }}", "{{ loop.index }}", "{{ cycler() }}"),
    *("{% include 'x' %}", "{% extends 'x' %}", "{% import 'x' as x %}", "{% do x %}"),
    *("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{% block x %}{% endblock %}" * 2),
    *("{% set x = 'xxxxxxxx' %}" + "{% set x = x ~ x %}" * 30, "{% set pack = 1 %}", "{% raw %}"),
    *("{% set notes = [] %}", "{% set ns = namespace() %}", "{% call x() %}", "{{r notes }}"),
    *("{% for a in sections recursive %}{{ loop(sections) }}{% endfor %}", "{% colspan 9999 %}"),
    *("{% cellbg notes %}", "{% hm %}", "{% vm %}", "{{ pack|tojson }}", "{{ pack|pprint }}"),
    *("{{ 'a'|replace('', 'bb') }}", "{{ notes|groupby('x') }}", "{{ pack|dictsort(by=1) }}"),
    *("{{ 'x'|urlize(-1) }}", "{{ pack|xmlattr }}", "{{ 1|filesizeformat }}", "{{ not }}"),
    *("{{ 'x'|truncate(-1) }}", "{{ 'x y'|wordwrap(0) }}", "{{ notes|random }}", "{{ 'x'.join }}"),
)
YAML = (
    *("*a", "&a", "&a [*a]", "<<: *a", "!!python/object:os.system", "!x", "? ", ": ", "- ", "-"),
    *("|", ">", ">9", "[", "]", "{", "}", "[" * DEEP, "{a: " * DEEP, "- " * DEEP, ",", "#", "%"),
    *("%YAML 9.9", "---", "...", '"', "'", '"\\x', '"\\U00110000"', "\t", "@", "`", "~", "null"),
    *("yes", "1e999", ".inf", ".nan", "0x1f", "0o17", "1_000", "190:20:30", "2027-01-01"),
    *("9" * 400, "-" + "9" * 5_000, "x" * 40_000, "\x00", "\x85", "\u2028", "\ufeff", "é\u0301"),
)
_WORD = re.compile(rb"[^\s\[\]{},:]+")
_TAGS = re.compile(rb"\{[{%#].*?[}%#]\}", re.DOTALL)
_ENTRY = b"PK\x01\x02"

UNREADABLE = (
    BadZipFile,
    *(NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error),
)

Spoil = Callable[[bytes, random.Random], bytes]


def spoilt(good: bytes, chance: random.Random) -> bytes:
    """Return a good file with something wrong in it: a package if it was one, else a text."""
    ways: tuple[Spoil, ...] = (_line, _yaml, _yaml, _piece)
    if good.startswith(b"PK"):
        ways = (_piece, _deflate, _directory, _parts, *(_within,) * 16)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        try:
            good = chance.choice(ways)(good, chance)
        except UNREADABLE:  # it was spoilt before, and is no package any more
            return _piece(good, chance)
    return good


def _piece(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a bit turned, one changed, cut short, a piece doubled or taken out."""
    start = chance.randrange(len(data) or 1)
    end = start + chance.randrange(1, 60)
    one = data[start : start + 1] or b"x"
    return chance.choice(
        (
            data[:start] + bytes([one[0] ^ (1 << chance.randrange(8))]) + data[start + 1 :],
            data[:start] + chance.randbytes(4) + data[start + 4 :],
            data[:start],
            data[:end] + data[start:],
            data[:start] + data[end:],
        )
    )


def _deflate(package: bytes, chance: random.Random) -> bytes:
    """Return a package one of whose parts is noise from somewhere on, where it is packed."""
    at = chance.choice([found.start() for found in re.finditer(b"PK\x03\x04", package)] or [0])
    at += 30 + chance.randrange(200)
    return package[:at] + chance.randbytes(chance.randrange(1, 40)) + package[at + 40 :]


def _directory(package: bytes, chance: random.Random) -> bytes:
    """Return a package whose directory says something else of a part: flags, method, sum, sizes, place."""
    at = chance.choice([found.start() for found in re.finditer(_ENTRY, package)] or [0])
    where, size = chance.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4)))
    other = chance.choice((0, 1, 8, 12, 14, 99, 2**16 - 1, 2**31, 2**32 - 1)) % 2 ** (8 * size)
    said = struct.pack("<I", other)[:size]
    return package[: at + where] + said + package[at + where + size :]


def _parts(package: bytes, chance: random.Random) -> bytes:
    """Return a package that lacks a part, has one by another name, or two that have changed places."""
    parts = parts_in(package)
    one, two = chance.choice(list(parts)), chance.choice(list(parts))
    spoilt_parts: tuple[Mapping[str, bytes], ...] = (
        {name: part for name, part in parts.items() if name != one},
        {(f"x/{name}" if name == one else name): part for name, part in parts.items()},
        {(name.upper() if name == one else name): part for name, part in parts.items()},
        parts | {one: parts[two], two: parts[one]},
        parts | {one: b""},
        parts | {"../../etc/x": b"x", "x" * 60_000: b"", "word/vbaProject.bin": b"x"},
    )
    return packed(chance.choice(spoilt_parts))


def _within(package: bytes, chance: random.Random) -> bytes:
    """Return a package with one of its parts spoilt."""
    parts = parts_in(package)
    written = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = chance.choice(written or list(parts))
    part = parts[name]
    if _TAGS.search(part) and chance.random() < 0.5:
        return packed(parts | {name: _jinja(part, chance)})
    ways = (_tree, _tree, _tree, _tree, _markup, _piece)
    return packed(parts | {name: chance.choice(ways)(part, chance)})


def _jinja(part: bytes, chance: random.Random) -> bytes:
    """Return a template with a tag more, less, or in place of another."""
    tag = chance.choice(list(_TAGS.finditer(part)))
    other = chance.choice(JINJA).replace("<", "&lt;").encode()
    start = chance.choice((tag.start(), tag.end()))
    return part[:start] + chance.choice((other, other, other, b"")) + part[tag.end() :]


def _markup(part: bytes, chance: random.Random) -> bytes:
    """Return XML with entities, another encoding, a comment without end, or far too deep."""
    tag = chance.choice(list(re.finditer(rb"<[^<>?!]+>|\Z", part)))
    more = (b"&l9;", b"&#0;", b"&#xFFFF;", b"&#x1F600;", b"]]>", b"<!--", b"<![CDATA[", b"\xff")
    return chance.choice(
        (
            part[: tag.end()] + chance.choice(more) + part[tag.end() :],
            part[: tag.start()] + tag[0] * DEEP + part[tag.end() :],
            LAUGHTER.encode() + part.partition(b"?>")[2],
            part.replace(b"UTF-8", chance.choice((b"UTF-16", b"utf-7", b"x-none", b"cp037")), 1),
            part.decode(errors="replace").encode("utf-16"),
            part.replace(b'xmlns:w="', b'xmlns:w="x', 1),
        )
    )


def _tree(part: bytes, chance: random.Random) -> bytes:
    """Return XML with an element gone, repeated, moved, nested or emptied, or a value that is none."""
    try:
        root = etree.fromstring(part)
    except etree.XMLSyntaxError:
        return _piece(part, chance)
    every = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = chance.choice(every), chance.choice(every)
    way = chance.choice(
        (_gone, _again, _moved, _nested, _bare, _valued, _valued, _valued, _written)
    )
    try:
        way(one, other, chance)
    except ValueError:  # an element can't stand within itself, nor a value hold any sign
        return _piece(part, chance)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _gone(one: etree._Element, _: etree._Element, __: random.Random) -> None:
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _again(one: etree._Element, _: etree._Element, chance: random.Random) -> None:
    parent = one.getparent()
    if parent is not None:
        text = etree.tostring(one, with_tail=False)
        for _ in range(chance.choice((1, 1, 3, 200 if len(text) < 1_000 else 2))):
            parent.append(etree.fromstring(text))


def _moved(one: etree._Element, other: etree._Element, _: random.Random) -> None:
    other.append(one)


def _nested(one: etree._Element, _: etree._Element, chance: random.Random) -> None:
    within = one
    for _ in range(chance.choice((1, 10, 200, DEEP))):
        within = etree.SubElement(within, one.tag)


def _bare(one: etree._Element, _: etree._Element, __: random.Random) -> None:
    one.attrib.clear()


def _valued(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    named = next((each for each in (one, other, *one.iterancestors()) if each.attrib), one)
    name = chance.choice([*map(str, named.attrib)] or ["x"])
    if chance.random() < 0.3 and name in named.attrib:
        del named.attrib[name]
    else:
        named.set(name, chance.choice(VALUES))


def _written(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    named = other if other.text else one
    named.text = chance.choice(VALUES)


def _line(data: bytes, chance: random.Random) -> bytes:
    """Return text with one line taken out, doubled, indented, moved or changed."""
    lines = data.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    line = lines[at]
    indented = b"  " * chance.choice((1, 2, 300)) + line
    lines[at] = chance.choice(
        (b"", line * 2, line * 400, indented, chance.choice(lines), _piece(line, chance))
    )
    return b"".join(lines)


def _yaml(data: bytes, chance: random.Random) -> bytes:
    """Return YAML with a word in place of another, or with a sign that means more."""
    words = list(_WORD.finditer(data))
    if not words:
        return _piece(data, chance)
    word = chance.choice(words)
    sign = chance.choice(YAML).encode()
    new = chance.choice(
        (sign, sign, sign + b" " + word[0], word[0] + b" " + sign, chance.choice(words)[0])
    )
    return data[: word.start()] + new + data[word.end() :]
