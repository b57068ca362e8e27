"""A council's template must show what no pack may hide; one that does not is refused by name."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.packs.templates import (
    fault_of_template,
    give_template,
    take_template,
    template_of,
)
from followthrough.packs.versions import contents_of
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.package import MADE, word_parts, zipped
from followthrough.packs.writers.docx.trial import try_out
from rules.problems import BadInput
from tests.builders.pack import realistic
from tests.builders.places import a_place
from tests.builders.plans import KEY, at
from tests.integration.packs.life import DEADLINE, a_plan, again, draft, kept

DOCUMENT, FOOTER = "word/document.xml", "word/footer1.xml"


def without(*texts: str, in_its_place: str = "x") -> bytes:
    """Return our template after someone wrote over some of its texts."""
    parts = word_parts(house_template(), MADE)
    for name in (DOCUMENT, FOOTER):
        text = parts[name].decode()
        for old in texts:
            text = text.replace(old, in_its_place)
        parts[name] = text.encode()
    return zipped(parts)


def only(body: str) -> bytes:
    """Return a Word file with our styles and this body."""
    parts = word_parts(house_template(), MADE)
    begin, _, rest = parts[DOCUMENT].decode().partition("<w:body>")
    end = rest[rest.rindex("<w:sectPr>") :]
    return zipped(parts | {DOCUMENT: f"{begin}<w:body>{body}{end}".encode()})


PLAIN = "<w:p><w:r><w:t>Invented Council</w:t></w:r></w:p>"
HIDES = {
    "no tags": (only(PLAIN), "sections.tables.rows.text"),
    "a tag of Jinja2's own": (only(PLAIN.replace("Invented Council", "{{ self }}")), "notes"),
    "the version": (without("{{ pack.version }}"), "pack.version"),
    "the notes": (without("{{ note }}"), "notes"),
    "figures": (without("{{ one.number }}"), "ratings.number"),
    "cells": (without("{{ cell.text }}"), "sections.tables.rows.text"),
    "every action but the first": (
        without("in table.rows %", in_its_place="in table.rows[:1] %"),
        "rows",
    ),
    "what is in a draft alone": (
        without(
            "if not section.is_front %", in_its_place="if pack.is_draft and not section.is_front %"
        ),
        "sections.heading",
    ),
    "the field of headlines": (without('<w:tag w:val="headlines"/>'), "headlines"),
    "the field of comments": (without("comment:{{ comment.ref }}"), "comments.text"),
    "the field of comments beside their actions": (
        without("comment:{{ cell.comment.ref }}"),
        "comments.text",
    ),
    "every comment a second time": (
        without("for comment in other_comments %", in_its_place="for comment in comments %"),
        r"the field \(content control\) comment:REF more than once",
    ),
    "the field that is empty": (
        without("or pack.is_draft %", in_its_place="%"),
        r"no field \(content control\) cover-note while nothing",
    ),
}


@pytest.mark.parametrize(("template", "said"), HIDES.values(), ids=list(HIDES))
def test_a_template_that_hides_what_a_pack_must_show_is_refused(template: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=rf"The house template can't be used: it .*{said}"):
        try_out(realistic(), template)


def test_a_template_may_leave_out_what_is_no_finding() -> None:
    try_out(realistic(), without("{{ pack.purpose }}", "{{ pack.chair }}", "{{ one.picture }}"))


def test_a_template_may_hold_all_comments_at_its_end_as_those_of_before() -> None:
    parts = word_parts(without("other_comments", in_its_place="comments"), MADE)
    body = parts[DOCUMENT].decode().replace("{%p if cell.comment %}", "{%p if false %}")
    try_out(realistic(), zipped(parts | {DOCUMENT: body.encode()}))


MISTAKES = {
    "no such tag": ("{{ pack.bord }}", "there is no tag 'bord', see docs/packs.md"),
    "a macro that calls itself": (
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "holds code",
    ),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_in_words_of_our_own(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=rf"The house template can't be used.*{said}"):
        try_out(realistic(), without("{{ pack.organisation }}", in_its_place=text))


def test_a_template_without_an_end_is_ended() -> None:
    loops = [f"{{% for s{n} in sections %}}" for n in range(9)], ["{% endfor %}"] * 9
    endless = without("{{ pack.organisation }}", in_its_place="".join(map("".join, loops)))
    why = fault_of_template([realistic()], endless)
    assert re.fullmatch(r"its writer took longer than 1\.\d+ seconds and was ended", why)


@pytest.mark.parametrize("content", [b"", only(PLAIN)], ids=["empty", "without tags"])
def test_what_is_refused_is_not_kept(database: Engine, tmp_path: Path, content: bytes) -> None:
    a_plan(database)
    mine = tmp_path / "ours.docx"
    mine.write_bytes(content)
    with pytest.raises(BadInput, match="The house template can't be used"):
        take_template(a_place(database, data=tmp_path), KEY, mine)
    assert template_of(tmp_path, KEY) is None


def test_a_template_goes_nowhere_that_there_is_not(database: Engine, tmp_path: Path) -> None:
    a_plan(database)
    path = tmp_path / "none" / "ours.docx"
    with pytest.raises(BadInput, match=rf"{path} can't be written: No such file or directory\."):
        give_template(a_place(database, data=tmp_path), KEY, path)


def test_a_new_template_gives_a_new_draft(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    assert not again(service, tmp_path, at(DEADLINE, 9)).new
    mine = tmp_path / "ours.docx"
    mine.write_bytes(without("{{ pack.organisation }}", in_its_place="Invented Council"))
    take_template(a_place(database, data=tmp_path), KEY, mine)
    made = again(service, tmp_path, at(DEADLINE, 10))
    assert (made.version, made.new) == ("0.2", True)
    first, second = (contents_of(pack).occasion.template for pack in kept(service))
    assert (first, len(second)) == ("", 64)
    assert not again(service, tmp_path, at(DEADLINE, 11)).new
