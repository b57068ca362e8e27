"""What may still be changed in a pack, and what no more: written words, old drafts, old issues."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from followthrough.boards import meetings as board_meetings
from followthrough.boards.meetings import Wanted
from followthrough.packs import issue as pack_issue
from followthrough.packs.narrative import read_back
from followthrough.packs.versions import Assembled, contents_of
from notifications.render import render
from rules.packs.sections import Comment
from rules.problems import BadInput
from tests.builders.plans import BOARD, KEY, Service, at
from tests.integration.cli.command_line import Command
from tests.integration.packs.life import (
    DEADLINE,
    MEETS,
    NEXT,
    WANTED,
    a_plan,
    again,
    draft,
    issue,
    kept,
    mailed,
    reissue,
)
from tests.integration.packs.test_narrative import Word, take, word_of
from tests.integration.packs.test_part_2 import EXECUTIVE, FIRST
from tests.integration.packs.test_part_2 import draft as draft_with_part_2
from tests.integration.packs.test_part_2 import service as service_with_part_2

with_part_2 = service_with_part_2
LATER = date(2027, 1, 11)
FEBRUARY = (KEY, BOARD.name, "2027-02-25")


def correct(service: Service, data: Path, path: Path, by: str = "Ada Min") -> Assembled:
    when, why = at(LATER, 10), "A typing error."
    return pack_issue.reissue(service.place(when, data), WANTED, why, words=(path, by))


@pytest.fixture
def issued(database: Engine, tmp_path: Path) -> tuple[Service, Assembled]:
    """Return a service with a pack that was written into and issued."""
    service = a_plan(database)
    word = word_of(draft(service, tmp_path))
    word.write("cover-note", "Dear bord")
    word.write("comment:A1", "The suplier is back.")
    take(service, tmp_path, word.save(tmp_path / "edited.docx"))
    return service, issue(service, tmp_path)


def test_what_was_written_can_be_corrected_after_the_issue_and_nothing_else_moves(
    issued: tuple[Service, Assembled], tmp_path: Path
) -> None:
    service, first = issued
    service.complete("A2", at(LATER, 9))
    word = word_of(first)
    word.write("cover-note", "Dear board")
    word.write("comment:A1", "The supplier is back.")
    made = correct(service, tmp_path, word.save(tmp_path / "corrected.docx"), "Dee Rector")
    assert (made.version, made.issued, made.as_of) == ("1.1", True, DEADLINE)
    assert made.differences == ("A1: the comment changed.", "The cover note differs.")
    was, now = (contents_of(pack) for pack in kept(service)[-2:])
    assert now.actions == was.actions, "what was recorded since is told in the next pack"
    assert now.narrative.cover_note == "Dear board"
    assert now.narrative.comments == (Comment("A1", "The supplier is back."),)
    assert now.narrative.author == "Dee Rector"
    assert now.occasion.notes[-3:] == (
        "This replaces version 1.0 of Tue 5 Jan 2027: A typing error.",
        "A1: the comment changed.",
        "The cover note differs.",
    )
    (_, detail) = service.audited("wrote narrative")[-1]
    assert (detail["by"], detail["cover_note"]) == ("Dee Rector", "Dear board")
    mail = service.pack_mails()[-1]
    assert "The cover note differs." in render(mail.kind, mail.payload).text
    assert mailed(service) == ["0.1", "0.2", "1.0", "1.1"]


def test_a_reissue_with_new_figures_says_that_the_words_are_older(
    issued: tuple[Service, Assembled], tmp_path: Path
) -> None:
    service, _ = issued
    service.complete("A2", at(LATER, 9))
    assert reissue(service, tmp_path, LATER, "A2 was closed.").doubts == (
        (
            "What was written to version 1.0 or before stays: read it against the new figures. "
            "Words by: Ada Min (cover note, comments)."
        ),
    )


def test_a_second_correction_tells_its_own_reason_alone(
    issued: tuple[Service, Assembled], tmp_path: Path
) -> None:
    service, first = issued
    word = word_of(first)
    word.write("cover-note", "Dear boards")
    again = word_of(correct(service, tmp_path, word.save(tmp_path / "corrected.docx")))
    again.write("cover-note", "Dear board")
    made = correct(service, tmp_path, again.save(tmp_path / "again.docx"))
    assert made.version == "1.2"
    before, now = (contents_of(pack).occasion.notes for pack in kept(service)[-2:])
    assert now[:-2] == before[:-2]
    assert now[-2:] == (
        "This replaces version 1.1 of Tue 5 Jan 2027: A typing error.",
        "The cover note differs.",
    )


def test_a_correction_that_corrects_nothing_or_too_much_is_refused(
    issued: tuple[Service, Assembled], tmp_path: Path
) -> None:
    service, first = issued
    word = word_of(first)
    with pytest.raises(BadInput, match=r"would say the same as version 1\.0 says\."):
        correct(service, tmp_path, word.save(tmp_path / "same.docx"))
    word.write("cover-note", "Dear board")
    with pytest.raises(BadInput, match=r"Nobody is named as the writer\. Say who"):
        correct(service, tmp_path, word.save(tmp_path / "nobody.docx"), " ")
    with pytest.raises(BadInput, match="There is no person 'Ghost'"):
        correct(service, tmp_path, word.save(tmp_path / "nobody.docx"), "Ghost")
    word.replace("Green", "Blue")
    with pytest.raises(BadInput, match="'Green' became 'Blue'"):
        correct(service, tmp_path, word.save(tmp_path / "flattering.docx"))
    assert mailed(service) == ["0.1", "0.2", "1.0"]


def test_a_correction_on_the_command_line(
    command: Command, database: Engine, tmp_path: Path
) -> None:
    service = a_plan(database)
    draft(service, command.data)
    word = word_of(issue(service, command.data))
    word.write("headlines", "Nothing is late.", "Much is done.")
    words = ("pack", "reissue", *WANTED, "--because", "A typing error.")
    file = str(word.save(tmp_path / "corrected.docx"))
    code, _, wrong = command(*words, "--by", "Ada Min", now=at(LATER, 9))
    assert (code, "--by goes with --words" in wrong) == (2, True)
    code, out, wrong = command(*words, "--words", file, "--by", "Ada Min", now=at(LATER, 9))
    assert (code, wrong) == (0, "")
    assert "version 1.1." in out


def test_every_file_says_who_wrote_what(
    issued: tuple[Service, Assembled],
) -> None:
    _, made = issued
    html = next(file.path for file in made.files if file.path.suffix == ".html").read_text()
    assert '<dt>Prepared by</dt><dd class="text">Ada Min (cover note, comments)</dd>' in html
    assert "Prepared by: Ada Min (cover note, comments)" in "".join(word_of(made).root.itertext())


# --- Copies of the wrong file ---


def test_the_file_of_another_month_is_named_as_such(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    later = draft(service, tmp_path, NEXT)
    said = (
        r"edited.docx is called 'Progress pack: Strategic Partnership Board, February 2027', and the "
        r"Word file of this pack 'Progress pack: Strategic Partnership Board, January 2027'"
    )
    with pytest.raises(BadInput, match=said):
        take(service, tmp_path, word_of(later).save(tmp_path / "edited.docx"))


def test_the_part_2_file_asks_for_no_words_and_is_named_as_such(
    with_part_2: Service, tmp_path: Path
) -> None:
    made = draft_with_part_2(with_part_2, tmp_path)
    file = next(one.path for one in made.files if one.name.endswith("-part-2.docx"))
    assert b"Click here to write" not in b"".join(Word(file).parts.values())
    wanted, when = (KEY, EXECUTIVE.name, "2027-01"), at(FIRST, 10)
    with pytest.raises(BadInput, match=r"is a copy of the Part 2 file of version 0\.1"):
        read_back(with_part_2.place(when, tmp_path), wanted, file, "Ada Min")


# --- Out of order ---


def test_an_old_draft_is_not_made_again_after_its_meeting(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    assert again(service, tmp_path, at(MEETS, 9)).version == "0.2", "while the board meets"
    said = r"stays as draft 0\.2 says, since its meeting of Thu 14 Jan 2027 is past"
    with pytest.raises(BadInput, match=said):
        again(service, tmp_path, at(date(2027, 1, 15), 9))
    assert issue(service, tmp_path, date(2027, 1, 15)).version == "1.0"


@pytest.mark.parametrize("on", [pytest.param(NEXT, id="row-154")])
def test_an_old_pack_takes_nothing_new_once_a_later_one_was_made(
    database: Engine, tmp_path: Path, on: date
) -> None:
    service = a_plan(database)
    word = word_of(draft(service, tmp_path))
    word.write("cover-note", "Dear bord")
    take(service, tmp_path, word.save(tmp_path / "edited.docx"))
    draft(service, tmp_path, on)
    said = r"stays as draft 0\.2 says, since that for Thu 25 Feb 2027 was drafted: what is new"
    with pytest.raises(BadInput, match=said):
        again(service, tmp_path, at(on, 10))
    issued = issue(service, tmp_path, on)
    assert issued.version == "1.0", "the record of what the board was shown"
    service.complete("A1", at(on, 11))
    said = "for Thu 25 Feb 2027 was made since: what changed is told there. To correct what was"
    with pytest.raises(BadInput, match=said):
        reissue(service, tmp_path, on)
    word = word_of(issued)
    word.write("cover-note", "Dear board")
    assert correct(service, tmp_path, word.save(tmp_path / "corrected.docx")).version == "1.1"


def test_an_old_draft_is_not_issued_once_a_later_pack_was(database: Engine, tmp_path: Path) -> None:
    service = a_plan(database)
    draft(service, tmp_path)
    before = service.place(at(DEADLINE, 8))
    board_meetings.remove_meeting(before, KEY, BOARD.name, MEETS)
    draft(service, tmp_path, NEXT)
    pack_issue.issue(service.place(at(NEXT, 10), tmp_path), FEBRUARY)
    board_meetings.set_meeting(before, Wanted(KEY, BOARD.name, MEETS))
    with pytest.raises(BadInput, match="was issued since: what changed is told there"):
        issue(service, tmp_path, NEXT)
    assert [pack.version for pack in kept(service)] == ["0.1", "0.1", "1.0"]
