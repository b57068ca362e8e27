"""Responsible for taking the narrative of a pack out of its Word file, and nothing else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from math import inf
from pathlib import Path

from sqlmodel import Session

from followthrough.apart import Broken, Limits, call
from followthrough.packs.draft import draft_mail
from followthrough.packs.files import changed_since, read_kept
from followthrough.packs.named import Named, named
from followthrough.packs.versions import Assembled, contents_of, found, store
from followthrough.packs.writers.apart import GENEROUS
from followthrough.packs.writers.docx.package import MADE, room_for_copy, word_parts
from followthrough.packs.writers.docx.reading import WordFile, copy_read, read_word
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
from rules.packs.fields import Found, found_in
from rules.packs.sections import Narrative
from rules.problems import BadInput, Remedy
from rules.text import shown

MOST_NAMED = 5
MOST_LETTERS = 60
BIGGEST = 30 * MEGABYTE
SECONDS = 60
LEAST, FOR_EACH_BYTE = 80 * MEGABYTE, 40
"""What it may take of memory to read one, and what more for each byte that its original unpacks to.

What was not edited takes 30 megabytes, and 12 bytes for each.
"""
MOST_MORE = 1_000
"""Paragraphs and cells by which a copy may differ and be compared one by one."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a copy of a pack's Word file says in its fields."""

    narrative: Narrative
    wrote: Change | None
    """Who wrote it, for the audit trail; None if it says what the pack says."""
    taken: tuple[str, ...]
    """What was taken from which field, and what was as it was, in sentences."""
    left: tuple[str, ...]
    """What was not taken, and why."""


def read_back(
    place: Workplace,
    wanted: tuple[str, str, str],
    path: Path,
    by: str,
) -> Assembled:
    """Make a new draft with what someone wrote into the Word file of the newest one.

    Only the marked fields are taken: headlines, cover note, comments. All formats are made again, and
    what became of each field is told. Raises BadInput if the pack is issued, `by` is empty, a field
    can't be read as it stands, or the file says anything else than the draft outside of the fields:
    each is named, and nothing is taken.
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
        words = written_in(session, it, place.data, path, by, local_date(now))
        if words.wrote is None:
            same = found(session, place.data, it.plan, it.board, it.newest, new=False)
            return replace(same, taken=words.taken, doubts=words.left)
        said = with_words(was, words.narrative, local_date(now))
        new = it.following(
            said,
            mail={"draft": draft_mail(was)},
            doubts=words.left,
            wrote=words.wrote,
        )
    return replace(store(place, new, now=now), taken=words.taken)


def written_in(session: Session, it: Named, data: Path, path: Path, by: str, today: date) -> Words:
    """Return what an edited copy of the newest version's Word file says in its fields.

    Raises BadInput if `by` is empty or nobody of the organisation, if a field can't be read as it
    stands, or if the file differs outside of the fields.
    """
    by = " ".join(text.said("name of who wrote it", by).split())
    if not by:
        raise BadInput("Nobody is named as the writer.", remedy=Remedy.NAME_WRITER.of())
    by = who_decides(session, by, today, it.plan.organisation_id)
    original = _ours(session, it, data)
    ours = read_word(original)
    theirs, digest = _file(path, original, ours.names)
    if theirs.others != ours.others:
        _refuse_another(session, it, data, theirs, path)
        _refuse_other_pack(ours, theirs, path)
    was = contents_of(it.newest)
    said = taken(was, ours, theirs, path, by)
    written = said.narrative
    wrote = None
    if replace(written, author=was.narrative.author) != was.narrative:
        detail = {
            "by": by,
            "file": digest,
            "headlines": list(written.headlines),
            "cover_note": written.cover_note,
            "comments": {one.ref: one.text for one in written.comments},
        }
        wrote = Change("wrote narrative", packs.subject(it.plan, it.newest), detail)
    return Words(written, wrote, tuple(said.taken), tuple(said.left))


def taken(was: Contents, ours: WordFile, theirs: WordFile, path: Path, by: str) -> Found:
    """Return what `by` wrote into the fields of a copy of our file, and what became of all else.

    Raises BadInput if a field can't be read as it stands, or if the copy says anything else outside of
    the fields.
    """
    name = name_of(path.name)
    said = found_in(was, ours.fields, theirs.fields, by)
    _must_agree(ours, theirs, name, said.wrong)
    said.left += _left(ours, theirs)
    if _is_of_another_program(ours, theirs):
        said.left.append(
            f"{name} was saved by {_program(theirs)}, not by Word, which may join lines and drop signs: "
            "read in the new version what was taken."
        )
    return said


def _file(path: Path, original: bytes, names: Mapping[str, str]) -> tuple[WordFile, str]:
    """Return what a copy of one of our files says, and its SHA-256; it is read in a process of its own."""
    content = read_file(path, BIGGEST, "take large pictures out of it")
    name = name_of(path)
    try:
        room = room_for_copy(original)
        said: WordFile = call(_limits(original), copy_read, name, content, room, names)
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
    """Raise BadInput if a file is nearer to another one of this pack than to the newest: a copy of that."""
    newest = it.newest.version
    nearest, away = None, inf
    for pack in reversed(it.versions):
        for file in _word_files(session, pack):
            if changed_since([file], data):
                continue
            said = Counter(read_word(read_kept(file, data)).others)
            said.subtract(theirs.others)
            far = sum(map(abs, said.values()))
            if far < away:
                nearest, away = (pack, file), far
    if nearest is None or (nearest[0].id == it.newest.id and not nearest[1].is_exempt):
        return
    pack, file = nearest
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


def _must_agree(ours: WordFile, theirs: WordFile, name: str, faults: Sequence[str]) -> None:
    """Raise BadInput with what is wrong in the fields, and with what differs outside of them."""
    if abs(len(ours.others) - len(theirs.others)) > MOST_MORE:
        raise BadInput(
            f"{name} has {len(theirs.others):,} paragraphs and cells outside of the "
            f"fields to write in, where the pack has {len(ours.others):,}: give a copy of its Word file. "
            "Nothing was taken."
        )
    differ = [*_differences(ours.others, theirs.others), *_more_contents(ours, theirs)]
    if _is_of_another_program(ours, theirs) and (differ or faults):
        raise BadInput(
            f"{name} was saved by {_program(theirs)}, not by Word, which does not keep all fields and "
            f"tables as they were: {(*faults, *differ)[0]} Nothing was taken. Open the pack's own file in "
            "Word, copy what you wrote into its fields, and save it there."
        )
    if faults:
        more = [f"It was changed outside of the fields too: {differ[0]}"] if differ else []
        raise BadInput(f"Nothing was taken from {name}:", *faults, *more)
    if differ:
        more = [f"And {len(differ) - MOST_NAMED} more."] if len(differ) > MOST_NAMED else []
        raise BadInput(
            f"{name} was changed outside of the fields to write in, so that nothing was taken:",
            *differ[:MOST_NAMED],
            *more,
            "Take the changes back in Word.",
            remedy=Remedy.CHANGE_FIGURES.of(),
        )


def _is_of_another_program(ours: WordFile, theirs: WordFile) -> bool:
    """Say whether a copy was saved by another program than Word; one that nobody saved is as ours."""
    is_word = theirs.program.startswith("Microsoft") and "Word" in theirs.program
    return theirs.program != ours.program and not is_word


def _program(theirs: WordFile) -> str:
    """Return what the program is called that saved a copy, without the number of its version."""
    return shown(theirs.program.partition("/")[0])[:MOST_LETTERS] or (
        "a program that does not say which it is, as Google Docs"
    )


def _left(ours: WordFile, theirs: WordFile) -> Iterator[str]:
    """Yield what is written beside the text of a copy, or is gone from there: nothing of it is taken."""
    new = [one for one in theirs.beside if one not in ours.beside]
    gone = [one for one in ours.beside if one not in theirs.beside]
    for what, words in new[:MOST_NAMED]:
        yield f"Not taken: {what}: {_short(words)}."
    if len(new) > MOST_NAMED:
        yield f"Not taken: {len(new) - MOST_NAMED} more of these."
    for what, words in gone[:MOST_NAMED]:
        yield f"Not taken: {_short(words)} is gone from {what}."
    if theirs.pictures != ours.pictures:
        yield "Not taken: pictures, shapes or objects that were put in or taken out."


def _more_contents(ours: WordFile, theirs: WordFile) -> Iterator[str]:
    """Yield what stands among the contents of a copy and is no heading, with its page or without."""
    known = {*ours.contents, *ours.headings}
    for line in theirs.contents:
        if line not in known and line.rstrip("0123456789").rstrip() not in known:
            yield f"In the contents: {_short(line)} was added."


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


def _short(text: str) -> str:
    return repr(text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…")
