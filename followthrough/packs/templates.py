"""Responsible for a council's own Word template: taken in if it can be used, kept per plan."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlmodel import select

from followthrough.apart import Broken, Limits, call
from followthrough.packs.contents import gather
from followthrough.packs.position import take_position
from followthrough.packs.writers import put_whole
from followthrough.packs.writers.apart import GENEROUS
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.trial import fill, try_out
from followthrough.reading.file import MEGABYTE, name_of, read_file
from followthrough.workplace import Workplace
from models.boards import Board
from models.plan import plan_called
from models.session import reading
from rules.calendar import local_date
from rules.packs.contents import Contents
from rules.packs.frozen import canonical
from rules.packs.sections import Comment, Narrative
from rules.problems import BadInput, Remedy, Sentence

BIGGEST = 10 * MEGABYTE
MARKS = Limits(seconds=60, memory=GENEROUS.memory, own=100 * MEGABYTE, cpu=1)
"""What it may take to try a template with marks: ours takes a tenth of a second, and 30 megabytes."""
SECONDS = 120
"""How long it may take to fill it with what every board of a plan reads."""
LEAST, FOR_EACH_BYTE = 90 * MEGABYTE, 250
"""What filling it may take of memory, and what more for each byte of what it is filled with.

Ours takes 50 megabytes, and 150 bytes for each.
"""
LEAST_WORK, WORK_FOR_EACH_BYTE = 1.0, 4e-6
"""Likewise the seconds of the processor: ours takes a tenth of one, and a microsecond for each."""


def template_of(data: Path, plan_key: str) -> bytes | None:
    """Return a plan's own template, None if it has none."""
    kept = _place(data, plan_key)
    return read_file(kept, BIGGEST, "hand in a smaller template") if kept.exists() else None


def give_template(place: Workplace, plan_key: str, path: Path) -> Sentence:
    """Write a plan's template to `path`, ours if it has none; return what was done, in a sentence.

    Raises BadInput for an unknown plan, and if there is a file already.
    """
    plan_key = _known(place, plan_key)
    if path.exists():
        raise BadInput(f"{path} is there already: name a new file.")
    kept = template_of(place.data, plan_key)
    try:
        put_whole(path, house_template() if kept is None else kept)
    except OSError as fault:
        raise BadInput(f"{path} can't be written: {fault.strerror or fault}.") from None
    return Sentence(
        f"{path} is the template of {plan_key}.", Remedy.GIVE_BACK_TEMPLATE.of(plan=plan_key)
    )


def take_template(place: Workplace, plan_key: str, path: Path) -> str:
    """Keep the Word file at `path` as a plan's template; return what was done, in a sentence.

    It is filled first, with marks and with what the plan's packs say. Raises BadInput for an unknown
    plan, and for a template that can't be filled, hides what every pack must show, has an error or
    holds code, saying which; what was kept before then stays.
    """
    plan_key = _known(place, plan_key)
    template = read_file(path, BIGGEST, "take large pictures out of it")
    why = fault_of_template(_samples(place, plan_key), template)
    if why:
        unusable = "The house template can't be used"
        raise BadInput(f"{why}." if why.startswith(unusable) else f"{unusable}: {why}.")
    kept = _place(place.data, plan_key)
    kept.parent.mkdir(parents=True, exist_ok=True)
    put_whole(kept, template)
    return f"Word files of {plan_key} are made by {name_of(path.name)} from the next version on."


def fault_of_template(
    samples: Sequence[Contents], template: bytes, seconds: float = SECONDS
) -> str:
    """Return why a council's template for Word can't be used, empty if it can; it may have no end."""
    length = sum(len(canonical(sample)) for sample in samples)
    filling = Limits(
        seconds,
        GENEROUS.memory,
        own=min(LEAST + FOR_EACH_BYTE * length, GENEROUS.memory),
        cpu=LEAST_WORK + WORK_FOR_EACH_BYTE * length,
    )
    try:
        if samples:
            call(MARKS, try_out, samples[0], template)
        call(filling, fill, samples, template)
    except BadInput as wrong:
        return str(wrong).rstrip(".")
    except Broken as broken:
        return f"its writer {broken}"
    return ""


def _place(data: Path, plan_key: str) -> Path:
    return data / "house-templates" / f"{plan_key}.docx"


def _samples(place: Workplace, plan_key: str) -> list[Contents]:
    """Return what the boards of a plan read, written into and not, so that every tag is tried."""
    with reading(place.engine) as session:
        plan = plan_called(session, plan_key)
        boards = session.exec(select(Board).where(Board.plan_id == plan.id)).all()
        today = local_date(plan.imported_at)
        position = take_position(session, plan, today, today)
        said = [gather(session, plan, board, position) for board in boards]
    comments = tuple(Comment(row.ref, "A comment.") for row in said[0].actions) if said else ()
    narrative = Narrative(("A headline.",), "A note.", comments, "Nobody")
    return [*said, *(replace(one, narrative=narrative) for one in said[:1])]


def _known(place: Workplace, plan_key: str) -> str:
    """Return the plan's key as it is stored; raise BadInput if there is no such plan."""
    with reading(place.engine) as session:
        return plan_called(session, plan_key).key
