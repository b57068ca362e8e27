"""Part 2 material: in files of its own, which are never mailed, and in no other file or mail."""

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from sqlalchemy import Engine

from followthrough.notices.letters import letter, rendered
from followthrough.packs import draft as pack_draft
from followthrough.packs import issue as pack_issue
from followthrough.packs.versions import Assembled, MadeFile
from followthrough.plans.file.rows import BoardRow
from models.notice import NoticeKind
from rules.words import WITHHELD
from tests.builders.plans import BOARD, KEY, Service, an_action, at
from tests.integration.packs.test_pdf_and_excel import text_of, without_gaps

EXECUTIVE = BoardRow(
    name="Executive",
    chair="The Leader",
    secretary="Ada Min",
    address="executive@invented.example",
    escalations=False,
    packs=True,
    paragraph="",
    meets="quarterly",
)
EXEMPT = "Childkayisplaced"
"""What may stand in Part 2 alone; in one word, since a line may break anywhere else."""
FIRST, ISSUED = date(2027, 1, 4), date(2027, 1, 6)


@pytest.fixture
def service(database: Engine) -> Service:
    """Return a plan whose A1 is exempt, on the day of its first pack."""
    service = Service(database, boards=(replace(BOARD, packs=False), EXECUTIVE))
    secret = replace(
        an_action("A1", date(2027, 1, 29)),
        title=f"{EXEMPT} by May",
        short_title=f"{EXEMPT} now",
        theme=f"{EXEMPT} theme",
        measure=f"{EXEMPT} measure",
        exempt=True,
    )
    service.go_live(date(2026, 12, 1), secret, an_action("A2", date(2027, 6, 30)))
    return service


def draft(service: Service, data: Path) -> Assembled:
    when = at(FIRST, 9)
    return pack_draft.assemble_pack(service.place(when, data), KEY, EXECUTIVE.name)


def text_in(path: Path) -> str:
    match path.suffix:
        case ".pdf":
            with pikepdf.open(path) as opened:
                return text_of(opened)
        case ".xlsx":
            cells = [
                c for sheet in openpyxl.load_workbook(path) for row in sheet.values for c in row
            ]
            return without_gaps(" ".join(map(str, cells)))
        case ".docx":
            with zipfile.ZipFile(path) as package:
                return "".join(package.read(name).decode("latin-1") for name in package.namelist())
        case _:
            return path.read_text()


def test_it_stands_in_files_of_its_own_and_in_no_other(service: Service, tmp_path: Path) -> None:
    files = {file.name: file for file in draft(service, tmp_path).files}

    apart = {name for name, file in files.items() if file.is_exempt}
    assert apart == {name for name in files if "-part-2." in name}
    endings = {".docx", ".pdf", ".html", ".xlsx"}
    assert {Path(name).suffix for name in apart} == endings
    assert {Path(name).suffix for name in files if name not in apart} == endings
    assert {name for name, file in files.items() if EXEMPT in text_in(file.path)} == apart


def test_nobody_is_asked_to_comment_where_the_words_are_withheld(
    service: Service, tmp_path: Path
) -> None:
    word = {file.is_exempt: file.path for file in draft(service, tmp_path).files if is_word(file)}
    with zipfile.ZipFile(word[False]) as package:
        body = package.read("word/document.xml").decode()
    assert "comment:A2" in body
    assert "comment:A1" not in body


def is_word(file: MadeFile) -> bool:
    return file.path.suffix == ".docx"


@pytest.mark.parametrize("issued", [False, True])
def test_it_is_never_mailed_and_the_mail_says_where_it_lies(
    service: Service, tmp_path: Path, *, issued: bool
) -> None:
    made = draft(service, tmp_path)
    if issued:
        wanted = (KEY, EXECUTIVE.name, "2027-01")
        made = pack_issue.issue(service.place(at(ISSUED, 10), tmp_path), wanted)
        assert sum(file.is_exempt for file in made.files) == 4

    notice = service.pack_mails()[-1]
    said = rendered(notice)
    sent = letter(
        service.place(data=tmp_path), notice, said, ("Followthrough", "f@invented.example")
    )

    assert len(sent.attachments) == 4
    assert not [one.name for one in sent.attachments if "part-2" in one.name]
    exempt = [file for file in made.files if file.is_exempt]
    for words in (said.text, said.html):
        assert "nevermailed" in without_gaps(words)
        assert EXEMPT not in words
        assert all(file.name in without_gaps(words) for file in exempt)


def test_a_notice_to_a_board_withholds_the_words_and_one_to_a_person_marks_them(
    service: Service,
) -> None:
    service.days(date(2027, 1, 29), date(2027, 2, 19))

    sent = service.notices()
    (to_board,) = [one for one in sent if one.kind == NoticeKind.BOARD_NOTICE]
    (line,) = to_board.payload["lines"]
    assert (line["ref"], line["title"], line["notes"]) == ("A1", WITHHELD, [])
    assert EXEMPT not in rendered(to_board).text + rendered(to_board).html
    digests = [one for one in sent if one.kind == NoticeKind.DIGEST]
    told = [said.text for one in digests if EXEMPT in (said := rendered(one)).text]
    assert told
    assert all(f"{WITHHELD}." in " ".join(text.split()) for text in told)


def test_a_plan_without_such_material_has_no_part_2(database: Engine, tmp_path: Path) -> None:
    service = Service(database, boards=(replace(BOARD, packs=False), EXECUTIVE))
    service.go_live(date(2026, 12, 1), an_action("A1", date(2027, 1, 29)))
    assert [file for file in draft(service, tmp_path).files if file.is_exempt] == []
    notice = service.pack_mails()[0]
    assert "Part 2" not in rendered(notice).text
