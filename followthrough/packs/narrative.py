"""Responsible for taking the narrative of a pack out of its Word file, and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

from sqlmodel import Session

from followthrough.packs.copied import Copy, copy_of
from followthrough.packs.draft import draft_mail
from followthrough.packs.named import Named, named
from followthrough.packs.versions import Assembled, contents_of, found, store
from followthrough.packs.writers.docx.reading import WordFile
from followthrough.reading.file import name_of
from followthrough.workplace import Workplace
from models import pack as packs
from models.audit import Change
from models.pack import Pack
from models.people import who_decides
from models.session import reading
from rules import text
from rules.calendar import local_date
from rules.packs.contents import Contents, with_words
from rules.packs.fields import Found, are_alike, found_in
from rules.packs.sections import Narrative
from rules.problems import BadInput, Remedy
from rules.text import shown

MOST_NAMED = 5
MOST_LETTERS = 60
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
    """Make a new draft with what someone wrote into the Word file of one, over the newest figures.

    Only the marked fields are taken: headlines, cover note, comments. All formats are made again, and
    what became of each field is told. Raises BadInput if the pack is issued, `by` is empty, a field
    can't be read as it stands, the file says anything else than the draft outside of the fields, or
    somebody wrote since into that draft: each is named, and nothing is taken.
    """
    while True:
        made = _read_back(place, wanted, path, by)
        if made is not None:
            return made  # else another draft was made meanwhile: this is a copy of the one before


def _read_back(
    place: Workplace, wanted: tuple[str, str, str], path: Path, by: str
) -> Assembled | None:
    """Return what is made of a copy; None if another version was stored while it was made."""
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
    made = store(place, new, now=now)
    return replace(made, taken=words.taken) if made.new else None


def written_in(session: Session, it: Named, data: Path, path: Path, by: str, today: date) -> Words:
    """Return what an edited copy of a version's Word file says in its fields, for the newest version.

    Raises BadInput if `by` is empty or nobody of the organisation, if a field can't be read as it
    stands, if the file differs outside of the fields, or if the words of the newest version are not
    those of the version that was copied: then somebody wrote since.
    """
    by = " ".join(text.said("name of who wrote it", by).split())
    if not by:
        raise BadInput("Nobody is named as the writer.", remedy=Remedy.NAME_WRITER.of())
    by = who_decides(session, by, today, it.plan.organisation_id)
    copy = copy_of(session, it, data, path)
    name, is_older = name_of(path.name), copy.pack is not it.newest
    newest = contents_of(it.newest)
    was = contents_of(copy.pack) if is_older else newest
    if not are_alike(was.narrative, newest.narrative, newest):
        again = found_in(was, newest, copy.ours.fields, copy.theirs.fields, by)
        if again.wrong or not are_alike(again.narrative, newest.narrative, newest):
            raise _overtaken(it, copy.pack, name)
    called = f"{name} (a copy of version {copy.pack.version})" if is_older else name
    said = taken(was, newest, copy.ours, copy.theirs, called, by)
    written = said.narrative
    if are_alike(written, newest.narrative, newest):
        return Words(written, None, tuple(said.taken), tuple(said.left))
    if is_older:
        said.left.insert(
            0,
            f"{name} is a copy of version {copy.pack.version}: its words stand over the "
            f"figures of version {it.newest.version} now. Read them against these.",
        )
    return Words(written, _wrote(it, copy, written), tuple(said.taken), tuple(said.left))


def _wrote(it: Named, copy: Copy, written: Narrative) -> Change:
    detail = {
        "by": written.author,
        "file": copy.sha256,
        "headlines": list(written.headlines),
        "cover_note": written.cover_note,
        "comments": {one.ref: one.text for one in written.comments},
    }
    if copy.pack is not it.newest:
        detail["copy_of"] = copy.pack.version
    return Change("wrote narrative", packs.subject(it.plan, it.newest), detail)


def taken(
    was: Contents, newest: Contents, ours: WordFile, theirs: WordFile, name: str, by: str
) -> Found:
    """Return what `by` wrote into the fields of a copy of our file, and what became of all else.

    Our file says what `was` does, and the newest version what `newest` does. A sentence calls the copy
    `name`. Raises BadInput if a field can't be read as it stands, or if the copy says anything else
    outside of the fields.
    """
    said = found_in(was, newest, ours.fields, theirs.fields, by)
    _must_agree(ours, theirs, name, said.wrong)
    said.left += _left(ours, theirs)
    if _is_of_another_program(ours, theirs):
        said.left.append(
            f"{name} was saved by {_program(theirs)}, not by Word, which may join lines and drop signs: "
            "read in the new version what was taken."
        )
    return said


def _overtaken(it: Named, copied: Pack, name: str) -> BadInput:
    """Return the refusal of a copy of a version after which somebody wrote into the pack."""
    since = it.versions[it.versions.index(copied) :]
    words = [contents_of(one).narrative for one in since]
    who = [now.author for was, now in pairwise(words) if replace(was, author=now.author) != now]
    return BadInput(
        f"{name} is a copy of version {copied.version}, and since then "
        f"{' and '.join(dict.fromkeys(who))} wrote into the pack: write into the Word file of "
        f"version {it.newest.version}, the newest. Nothing was taken."
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
