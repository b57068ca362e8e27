"""Responsible for the daily check, as Prefect runs it."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, NamedTuple

from prefect import flow, task
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import Field

from flows.artifacts import show, show_today
from flows.deployed import keep_up
from flows.events import announce_queued, announce_rounds_closed
from flows.runs import RETRY_DELAYS, fit_to_tell, named_by_day, tell, worth_retrying
from followthrough.boards.rounds import round_standings
from followthrough.cli.remedies import in_words
from followthrough.daily.check import Checked, failed
from followthrough.daily.check import check_due_dates as check_organisation
from followthrough.daily.digests import organisations
from followthrough.daily.gaps import accepted_by
from followthrough.daily.standing import late_now
from followthrough.notices.retention import forget
from followthrough.packs.due import packs_due
from followthrough.tables.boards import rounds_as_markdown
from followthrough.tables.daily import check_in_words, problems, story
from followthrough.tables.markdown import Markdown, bullets, filled, table
from followthrough.workplace import Workplace, open_workplace
from rules.ladder.policy import Audience
from rules.notices.lines import Line
from rules.problems import BadInput

ACTOR = "flow: check-due-dates"
DUE_DATES = filled("What is late and at which rung; what this run queued")
ROUNDS = filled("Who was asked for an update before a board meets, and who has answered")
LONGEST = 100
"""Rows of late actions that the artifact shows; the heading has the number of all."""


@flow(name="check-due-dates", flow_run_name=named_by_day("check-due-dates"))
@fit_to_tell()
async def check_due_dates(
    organisation: Annotated[str | None, Field(examples=["Middlesbrough Council"])] = None,
    accept_gap_by: Annotated[str, Field(examples=["Janet Lowe"])] = "",
) -> State[None]:
    """Check every action's due date, and queue the day's reminders and escalations.

    Runs each morning at 07:00 London. What was done for a day is never done again, so this may
    be run by hand at any time. A failure in one organisation leaves the others done.

    Args:
        organisation: Check only this one, by its full name, such as Middlesbrough Council; none
            means all of them.
        accept_gap_by: Your name, such as Janet Lowe, if more than ten working days went by
            unchecked and the clock is right; empty otherwise.

    """
    place = await asyncio.to_thread(open_workplace, ACTOR)
    names = [organisation] if organisation else await asyncio.to_thread(organisations, place)
    asked = organisation is not None
    by = await asyncio.to_thread(accepted_by, place, accept_gap_by)
    checked = [await _checked(place, name, by, asked=asked) for name in names]
    tell(*await asyncio.to_thread(_story, checked))
    announce_queued(sum(result.queued for result in checked))
    await remove_old_words()
    found = await asyncio.to_thread(_found, place, checked)
    announce_rounds_closed(found.closed)
    await show("due-dates", found.due_dates, DUE_DATES)
    await show("rounds", found.rounds, ROUNDS)
    await show_today(place)
    await keep_up()
    if all(result.is_well for result in checked):
        return Completed(message=found.sentence)
    return Failed(message=found.problems)


async def _checked(
    place: Workplace, organisation: str, accept_gap_by: str, *, asked: bool
) -> Checked:
    """Check one organisation; if it fails for good, alarm that and let the others go on.

    Raises BadInput if someone `asked` for this one, as for a name that there is not.
    """
    try:
        return await check(organisation, accept_gap_by)
    except Exception as wrong:
        if asked and isinstance(wrong, BadInput):
            raise
        return await asyncio.to_thread(failed, place, organisation, wrong)


@task(
    name="check one organisation",
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=worth_retrying,
)
@fit_to_tell()
async def check(organisation: str, accept_gap_by: str) -> Checked:
    """Decide, record and queue one organisation's day in one transaction."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    return await asyncio.to_thread(
        check_organisation, place, organisation, accept_gap=accept_gap_by
    )


@task(name="remove old words")
@fit_to_tell()
async def remove_old_words() -> None:
    """Remove what notices said that are older than the setting allows."""
    place = await asyncio.to_thread(open_workplace, ACTOR)
    await asyncio.to_thread(forget, place)


PAGE = """# Due dates

{sentence}

{wrong}

{mend}

## Late now: {late}

{overdue}

## Steps that this run queued: {steps}

{taken}
"""


class _Found(NamedTuple):
    """How things stand after a check: its sentence, two pages, and whose packs are due."""

    sentence: str
    due_dates: Markdown
    rounds: Markdown
    closed: list[str]
    """Boards whose update round has closed."""
    problems: str
    """What went wrong; empty if all went well."""


def _found(place: Workplace, checked: list[Checked]) -> _Found:
    sentence = " ".join(map(check_in_words, checked)) or "Nothing to do: no plan is live."
    due = packs_due(place)
    rounds = rounds_as_markdown(round_standings(place))
    return _Found(
        sentence,
        _page(checked, late_now(place), sentence),
        filled("# Update rounds\n\n{rounds}\n", rounds=rounds),
        [one.board for one in due if one.meets_on and not one.is_ahead],
        " ".join(_problems(checked)),
    )


def _story(checked: list[Checked]) -> list[str]:
    return [sentence for result in checked for sentence in story(result)]


def _problems(checked: list[Checked]) -> Iterator[str]:
    return (text for result in checked for text in problems(result, in_words))


def _page(checked: list[Checked], late: tuple[Line, ...], sentence: str) -> Markdown:
    steps = [step for result in checked for step in result.steps]
    wrong = [filled("**Problem:** {said}", said=said) for said in _problems(checked)]
    mend = [filled("**To mend:** {said}", said=said) for r in checked for said in r.data_quality]
    order = list(Audience)
    taken = [
        (step.rung, step.untold or step.audience, step.line.ref, step.published_reason)
        for step in sorted(steps, key=lambda step: -order.index(step.audience))
    ]
    overdue = [
        (line.ref, line.standing, line.rung or "none yet", line.owner, line.plan, line.next)
        for line in late[:LONGEST]
    ]
    return filled(
        PAGE,
        sentence=sentence,
        wrong=bullets(wrong),
        mend=bullets(mend),
        late=len(late),
        overdue=table(
            ("Action", "Standing", "Rung", "Owner", "Plan", "What happens next"), overdue
        ),
        steps=len(taken),
        taken=table(("Rung", "Tells", "Action", "Why"), taken),
    )
