"""Responsible for taking the narrative of a pack out of its Word file, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from followthrough.apart import Broken, Limits, call
from followthrough.packs.draft import draft_mail
from followthrough.packs.files import changed_since, read_kept
from followthrough.packs.named import Named, named
from followthrough.packs.versions import Assembled, contents_of, found, store
from followthrough.packs.writers.apart import GENEROUS
from followthrough.packs.writers.docx.package import MADE, room_for_copy, word_parts
from followthrough.packs.writers.docx.reading import (
    COMMENT,
    COVER_NOTE,
    HEADLINES,
    WordFile,
    copy_read,
    read_word,
)
from followthrough.reading.file import MEGABYTE, name_of, read_file
from followthrough.workplace import Workplace
from models import pack as packs
from models.audit import Change
from models.pack import Pack, PackFile
from models.people import who_decides
from models.session import reading
from rules import text
from rules.calendar import local_date
from rules.packs.contents import Contents, with_words
from rules.packs.sections import Comment, Narrative
from rules.problems import BadInput, Remedy
from rules.text import shown

LONGEST = 2_000
"""Letters of one text, as everywhere that people write."""
MOST_NAMED = 5
BIGGEST = 30 * MEGABYTE
SECONDS = 60
LEAST, FOR_EACH_BYTE = 80 * MEGABYTE, 40
"""What it may take of memory to read one, and what more for each byte that its original unpacks to.

What was not edited takes 30 megabytes, and 12 bytes for each.
"""
MOST_MORE = 1_000
"""Paragraphs and cells by which a copy may differ and be compared one by one."""


def read_back(
    place: Workplace,
    wanted: tuple[str, str, str],
    path: Path,
    by: str,
) -> Assembled:
    """Make a new draft with what someone wrote into the Word file of the newest one.

    Only the marked fields are taken: headlines, cover note, comments. All formats are made again.
    Raises BadInput if the pack is issued, `by` is empty, or the file says anything else than the
    draft outside of the fields: what was changed is named, and nothing is taken.
    """
    now = place.clock()
    with reading(place.engine) as session:
        it = named(session, wanted)
        if it.newest.issued_at is not None:
            raise BadInput(
                f"{it.title} is issued, so that its Word file is not read any more.",
                remedy=Remedy.CORRECT_ISSUED.of(),
            )
        was = contents_of(it.newest)
        found_in = written_in(session, it, place.data, path, by, local_date(now))
        if found_in is None:
            return found(session, place.data, it.plan, it.board, it.newest, new=False)
        narrative, wrote = found_in
        said = with_words(was, narrative, local_date(now))
        new = it.following(said, mail={"draft": draft_mail(was, it.first.as_of)}, wrote=wrote)
    return store(place, new, now=now)


def written_in(
    session: Session, it: Named, data: Path, path: Path, by: str, today: date
) -> tuple[Narrative, Change] | None:
    """Return what an edited copy of the newest version's Word file says in its fields.

    With it comes the audit entry of who wrote it. None if it says there what that version says.
    Raises BadInput if `by` is empty or nobody of the organisation, or if the file differs outside
    of the fields.
    """
    by = " ".join(text.said("name of who wrote it", by).split())
    if not by:
        raise BadInput("Nobody is named as the writer.", remedy=Remedy.NAME_WRITER.of())
    by = who_decides(session, by, today, it.plan.organisation_id)
    original = _ours(session, it, data)
    theirs, digest = _file(path, original)
    ours = read_word(original)
    if theirs.others != ours.others:
        _refuse_another(session, it, data, theirs, path)
        _refuse_other_pack(ours, theirs, path)
    was = contents_of(it.newest)
    written = narrative_taken(was, ours, theirs, path, by)
    if replace(written, author=was.narrative.author) == was.narrative:
        return None
    detail = {
        "by": by,
        "file": digest,
        "headlines": list(written.headlines),
        "cover_note": written.cover_note,
        "comments": {one.ref: one.text for one in written.comments},
    }
    return written, Change("wrote narrative", packs.subject(it.plan, it.newest), detail)


def narrative_taken(
    was: Contents, ours: WordFile, theirs: WordFile, path: Path, by: str
) -> Narrative:
    """Return what `by` wrote into the fields of a copy of our file.

    Raises BadInput if the copy says anything else outside of them, or if a text is too long.
    """
    _must_agree(ours, theirs, path)
    return _narrative(was, theirs, by)


def _file(path: Path, original: bytes) -> tuple[WordFile, str]:
    """Return what a copy of one of our files says, and its SHA-256; it is read in a process of its own."""
    content = read_file(path, BIGGEST, "take large pictures out of it")
    name = name_of(path)
    try:
        said: WordFile = call(_limits(original), copy_read, name, content, room_for_copy(original))
    except Broken as broken:
        if not broken.by_limit:
            raise
        raise BadInput(f"{name} can't be read: its reader {broken}.") from broken
    return said, sha256(content).hexdigest()


def _limits(original: bytes) -> Limits:
    inside = sum(map(len, word_parts(original, MADE).values()))
    return Limits(SECONDS, GENEROUS.memory, own=LEAST + FOR_EACH_BYTE * inside, cpu=SECONDS)


def _ours(session: Session, it: Named, data: Path) -> bytes:
    """Return the Word file of the newest version, as it was made."""
    mine = _word_files(session, it.newest)
    if not mine:
        raise BadInput(
            f"Draft {it.newest.version} has no Word file.",
            remedy=Remedy.REDRAFT.of(plan=it.plan.key, board=it.board.name, month=it.period),
        )
    wrong = changed_since(mine[:1], data)
    if wrong:
        raise BadInput(*wrong)
    return read_kept(mine[0], data)


def _word_files(session: Session, pack: Pack) -> list[PackFile]:
    """Return the Word file of a version, and after it that of its Part 2 edition."""
    mine = packs.files_of(session, pack.id or 0)
    return sorted((f for f in mine if f.name.endswith(".docx")), key=lambda f: f.is_exempt)


def _refuse_another(session: Session, it: Named, data: Path, theirs: WordFile, path: Path) -> None:
    """Raise BadInput if a file is a copy of another one of this pack: all of it would differ."""
    newest = it.newest.version
    for pack in reversed(it.versions):
        for file in _word_files(session, pack):
            if (
                changed_since([file], data)
                or read_word(read_kept(file, data)).others != theirs.others
            ):
                continue
            what = (
                f"the Part 2 file of version {pack.version}"
                if file.is_exempt
                else f"version {pack.version}"
            )
            raise BadInput(
                f"{name_of(path.name)} is a copy of {what}: what is written goes into the Word file of "
                f"{newest}, the newest. Nothing was taken."
            )


def _refuse_other_pack(ours: WordFile, theirs: WordFile, path: Path) -> None:
    """Raise BadInput if a file is called as that of another board or month: all of it would differ."""
    if theirs.title and theirs.title != ours.title:
        raise BadInput(
            f"{name_of(path.name)} is called {theirs.title!r}, and the Word file of this pack "
            f"{ours.title!r}: give that one. Nothing was taken."
        )


def _must_agree(ours: WordFile, theirs: WordFile, path: Path) -> None:
    if abs(len(ours.others) - len(theirs.others)) > MOST_MORE:
        raise BadInput(
            f"{name_of(path.name)} has {len(theirs.others):,} paragraphs and cells outside of the "
            f"fields to write in, where the pack has {len(ours.others):,}: give a copy of its Word file. "
            "Nothing was taken."
        )
    wrong = list(_differences(ours.others, theirs.others))
    wrong += [f"The field {tag!r} is gone." for tag in ours.fields if tag not in theirs.fields]
    if wrong:
        more = [f"And {len(wrong) - MOST_NAMED} more."] if len(wrong) > MOST_NAMED else []
        raise BadInput(
            f"{name_of(path.name)} was changed outside of the fields to write in, so that nothing was taken:",
            *wrong[:MOST_NAMED],
            *more,
            "Take the changes back in Word.",
            remedy=Remedy.CHANGE_FIGURES.of(),
        )


def _differences(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> Iterator[str]:
    texts = [text for _, text in ours], [text for _, text in theirs]
    for kind, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(b - a, d - c)
        for (where, was), (_, now) in zip(ours[a : a + both], theirs[c : c + both], strict=True):
            yield f"{where}: {_short(was)} became {_short(now)}."
        yield from (f"{where}: {_short(was)} is missing." for where, was in ours[a + both : b])
        yield from (f"{where}: {_short(now)} was added." for where, now in theirs[c + both : d])


def _narrative(was: Contents, theirs: WordFile, by: str) -> Narrative:
    headlines = tuple(shown(line) for line in theirs.fields.get(HEADLINES, ()))
    if headlines == tuple(" ".join(shown(one).split()) for one in was.headlines):
        headlines = ()  # those that the figures gave
    notes = {
        row.ref: text
        for row in was.actions
        if (text := shown("\n".join(theirs.fields.get(COMMENT + row.ref, ()))))
    }
    cover = shown("\n".join(theirs.fields.get(COVER_NOTE, ())))
    for name, text in (("headlines", "\n".join(headlines)), ("cover note", cover), *notes.items()):
        if len(text) > LONGEST:
            raise BadInput(f"The text of {name} has {len(text)} letters: shorten it to {LONGEST}.")
    return Narrative(
        headlines=headlines,
        cover_note=cover,
        comments=tuple(Comment(ref, text) for ref, text in notes.items()),
        author=by,
    )


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:59]}…")  # noqa: PLR2004 - a line of a terminal
