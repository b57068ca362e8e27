"""Copies of a draft's Word file that are handed in once its figures were taken anew: whose words stand."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from followthrough.notices.letters import rendered
from followthrough.packs import draft as pack_draft
from followthrough.packs import issue as pack_issue
from followthrough.packs.versions import Assembled, contents_of
from models.session import connect
from rules.packs.contents import Contents
from rules.packs.fields import are_alike
from rules.packs.sections import Comment
from rules.problems import BadInput
from tests.builders.pack import action, pack_of
from tests.builders.plans import BOARD, DIRECTOR, KEY, Service, at
from tests.integration.packs.edited import Copies, Edit, a_pack, emptied, said
from tests.integration.packs.life import DEADLINE, ISSUED, WANTED, a_plan, again, draft, issue, kept
from tests.integration.packs.test_narrative import take, word_of

AHEAD = date(2026, 12, 30)
"""Three working days before the papers are due."""
DONE = date(2027, 1, 4)

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def reissued(service: Service, data: Path, path: Path) -> Assembled:
    place = service.place(at(ISSUED, 12), data)
    return pack_issue.reissue(place, WANTED, "A typing error.", words=(path, "Dee Rector"))


@on_sqlite
def test_words_of_an_older_draft_stand_over_the_newest_figures_until_somebody_writes(
    database: Engine, tmp_path: Path
) -> None:
    """Hold its rows (row 239, row 291)."""
    service = a_plan(database, replace(BOARD, members=(DIRECTOR.name,)))
    first = word_of(draft(service, tmp_path, AHEAD))
    service.complete("A1", at(DONE, 8))
    again(service, tmp_path, at(DONE, 9))
    assert draft(service, tmp_path).version == "0.3", "drafted anew twice"
    first.write("cover-note", "Dear board")
    first.write("comment:A1", "The supplier is back.")
    edited = first.save(tmp_path / "edited.docx")
    made = take(service, tmp_path, edited)
    assert (made.version, made.as_of, made.new) == ("0.4", DEADLINE, True)
    before, now = map(contents_of, kept(service)[-2:])
    assert (now.actions, now.counts) == (before.actions, before.counts), "as newly counted"
    assert now.narrative.cover_note == "Dear board"
    assert now.comments == {"A1": "The supplier is back."}
    stands = (
        "edited.docx is a copy of version 0.1: its words stand over the figures of version 0.3 now."
    )
    assert made.taken[0] == "Taken: cover note, comment on A1."
    assert made.doubts == (f"{stands} Read them against these.",)
    assert stands in " ".join(rendered(service.pack_mails()[-1]).text.split())
    ((_, detail),) = service.audited("wrote narrative")
    assert (detail["by"], detail["copy_of"]) == ("Ada Min", "0.1")

    once_more = take(service, tmp_path, edited, "Dee Rector")
    assert (once_more.version, once_more.new, once_more.doubts) == ("0.4", False, ())
    assert once_more.taken[0] == "As it was: cover note, comment on A1."
    first.write("cover-note", "Dear all")
    other = first.save(tmp_path / "other.docx")
    said = (
        r"other.docx is a copy of version 0\.1, and since then Ada Min wrote into the pack: write "
        r"into the Word file of version 0\.4, the newest\. Nothing was taken\."
    )
    with pytest.raises(BadInput, match=said):
        take(service, tmp_path, other, "Dee Rector")

    issue(service, tmp_path)
    with pytest.raises(BadInput, match=r"0\.1, and since then Ada Min wrote .* version 1\.0"):
        reissued(service, tmp_path, other)
    last = word_of(made)
    last.write("cover-note", "Dear Board")
    corrected = reissued(service, tmp_path, last.save(tmp_path / "last.docx"))
    assert (corrected.version, corrected.differences) == ("1.1", ("The cover note differs.",))
    stands = "last.docx is a copy of version 0.4: its words stand over"
    assert corrected.doubts[0].startswith(stands)
    mails = {one.recipient_address: rendered(one).text for one in service.pack_mails()[-2:]}
    told = {address: stands in " ".join(said.split()) for address, said in mails.items()}
    assert told == {BOARD.address: True, DIRECTOR.address: False}


@on_sqlite
def test_a_draft_that_is_made_anew_while_a_copy_is_read_loses_no_words(
    database: Engine, tmp_path: Path
) -> None:
    """Hold its row (row 239)."""
    service = a_plan(database)
    word = word_of(draft(service, tmp_path, AHEAD))
    word.write("cover-note", "Dear board")
    edited = word.save(tmp_path / "edited.docx")
    other = connect(database.url.render_as_string(hide_password=False))

    @event.listens_for(database, "checkin", once=True)
    def draft_anew(*_: Any) -> None:  # noqa: ANN401 - once the copy is read, and before it is stored
        place = replace(service.place(at(DEADLINE, 7, 15), tmp_path), engine=other)
        pack_draft.assemble_pack(place, KEY, BOARD.name)

    made = take(service, tmp_path, edited)
    other.dispose()
    assert [one.version for one in kept(service)] == ["0.1", "0.2", "0.3"]
    assert (made.version, made.new, made.taken[0]) == ("0.3", True, "Taken: cover note.")
    assert contents_of(kept(service)[-1]).narrative.cover_note == "Dear board"


# --- Field by field ---


@pytest.fixture(scope="module")
def copies() -> Copies:
    return Copies(a_pack())


def newest(*refs: str, headlines: tuple[str, ...] = ()) -> Contents:
    """Return what a newer version says, with the words of the older one and these headlines."""
    words = replace(a_pack().narrative, headlines=headlines)
    return replace(pack_of(*map(action, refs)), narrative=words)


OLDER: dict[str, tuple[Contents, Edit, list[str], list[str], dict[str, str]]] = {
    "row-239 words over new figures": (
        newest("A1", "A2", "A3"),
        lambda copy: copy.fill("comment:A2", said("Late.")),
        ["Taken: comment on A2.", "As it was: cover note, comment on A1."],
        [],
        {"A1": "Soon.", "A2": "Late."},
    ),
    "row-239 an emptied field": (
        newest("A1", "A2"),
        emptied,
        ["Taken out, since its field is empty now: comment on A1.", "As it was: cover note."],
        [],
        {},
    ),
    "row-239 an action that left": (
        newest("A1"),
        lambda copy: copy.fill("comment:A2", said("Late.")),
        ["As it was: cover note, comment on A1."],
        ["Not taken: comment on A2: the newest version does not tell of A2."],
        {"A1": "Soon."},
    ),
    "row-239 one that left blank": (
        newest("A1"),
        lambda _: None,
        ["As it was: cover note, comment on A1."],
        [],
        {"A1": "Soon."},
    ),
    "row-239 an action that is Part 2 now": (
        replace(newest("A1", "A2"), part_2=newest("A1")),
        lambda _: None,
        ["As it was: cover note."],
        ["Not taken: comment on A1: the newest version withholds the words of A1."],
        {},
    ),
    "row-239 what stands there already": (
        newest("A1", "A2", headlines=("Well.",)),
        lambda copy: copy.fill("headlines", said("Well.")),
        ["As it was: headlines, cover note, comment on A1."],
        [],
        {"A1": "Soon."},
    ),
}


@pytest.mark.parametrize(
    ("over", "edit", "told", "left", "comments"), OLDER.values(), ids=list(OLDER)
)
def test_a_copy_of_an_older_draft_is_read_for_the_newest(
    copies: Copies,
    tmp_path: Path,
    over: Contents,
    edit: Edit,
    told: list[str],
    left: list[str],
    comments: dict[str, str],
) -> None:
    found = copies(tmp_path, edit, over)
    assert [one for one in found.taken if not one.startswith("Nothing is")] == told
    assert found.left == left
    assert {one.ref: one.text for one in found.narrative.comments} == comments


def test_whether_somebody_wrote_goes_by_what_the_newest_version_tells() -> None:
    """Hold its row (row 239)."""
    pack = newest("A1", "A2")
    mine = pack.narrative
    both = (Comment("A1", "Soon."), Comment("A2", "Late."))
    assert are_alike(mine, replace(mine, author="Dee Rector"), pack)
    assert are_alike(replace(mine, comments=both), replace(mine, comments=both[::-1]), pack)
    assert are_alike(replace(mine, comments=both), mine, newest("A1")), "A2 left"
    assert not are_alike(replace(mine, comments=both), mine, pack)
    assert not are_alike(replace(mine, headlines=("Well.",)), mine, pack)
    assert not are_alike(replace(mine, cover_note=""), mine, pack)
