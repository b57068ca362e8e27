"""A date of which only the month was seen is told with its words, wherever it is told in detail."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from followthrough.packs.writers import html
from followthrough.packs.writers.docx import write as docx
from followthrough.packs.writers.pdf.write import files
from followthrough.packs.writers.xlsx import write as xlsx
from models.notice import NoticeKind
from notifications.render import render
from rules.packs.contents import Contents
from rules.words import as_written
from tests.builders.pack import action, pack_of
from tests.builders.plans import Service, an_action

DUE = date(2026, 12, 17)
"""In mails: a month of that name would end later, which nothing here asks about."""
WORDS = "November 2018"


def an_exception(words: str) -> Contents:
    return pack_of(action("A1", due_date=date(2018, 11, 30), due_date_as_written=words))


def in_html(made: Contents, folder: Path) -> str:  # noqa: ARG001 - as its fellows
    return unescape(re.sub(r"<[^>]+>", " ", html.page(made)))


def in_print(made: Contents, folder: Path) -> str:  # noqa: ARG001 - as its fellows
    source = files(made)["main.typ"].decode()
    return re.sub(r"\\u\{(\w+)\}", lambda found: chr(int(found[1], 16)), source)


def in_word(made: Contents, folder: Path) -> str:  # noqa: ARG001 - as its fellows
    with zipfile.ZipFile(io.BytesIO(docx.filled(made))) as package:
        return unescape(re.sub(r"<[^>]+>", " ", package.read("word/document.xml").decode()))


def in_excel(made: Contents, folder: Path) -> str:
    xlsx.write(made, folder / "pack.xlsx")
    book = openpyxl.load_workbook(folder / "pack.xlsx")
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    )


@pytest.mark.parametrize(
    "told", [in_html, in_print, in_word, in_excel], ids=lambda told: f"row-155-{told.__name__}"
)
def test_the_register_and_the_exceptions_of_each_format_tell_the_words(
    told: object, tmp_path: Path
) -> None:
    said = told(an_exception(WORDS), tmp_path)  # type: ignore[operator] # one of those above
    assert f'First due on Fri 30 Nov 2018, written "{WORDS}".' in said
    assert said.count(f'written "{WORDS}"') >= 2
    plain = told(an_exception("30 November 2018"), tmp_path)  # type: ignore[operator]
    assert "written" not in plain


@pytest.mark.parametrize("words", [pytest.param("December 2026", id="row-155-mails")])
def test_digests_and_board_notices_tell_the_words(database: Engine, words: str) -> None:
    service = Service(database)
    service.go_live(date(2026, 12, 1), replace(an_action("A1", DUE), due_date_as_written=words))
    service.days(date(2026, 12, 18), date(2027, 1, 6))
    told = f'Thursday 17 December 2026, written "{words}"'
    said = {one.kind: render(one.kind, one.payload) for one in service.notices(weekly=True)}
    kinds = {kind for kind, one in said.items() if told in " ".join(one.text.split())}
    assert kinds == {NoticeKind.DIGEST, NoticeKind.BOARD_NOTICE}


@pytest.mark.parametrize(
    ("words", "names_no_day"),
    [
        *((words, True) for words in ("April 2027", "Apr-27", "04/2027", "2027-04", "apr 2030")),
        *(
            (words, False)
            for words in ("", "30 April 2027", "30/04/2027", "2027-04-30", "30th Apr 27")
        ),
    ],
)
def test_words_are_told_that_name_no_day(words: str, *, names_no_day: bool) -> None:
    assert bool(as_written(words)) is names_no_day
