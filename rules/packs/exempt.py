"""Responsible for Part 2 material: withheld from a pack that is published, and told in one apart."""

from dataclasses import fields, replace

from rules.packs.edition import Chosen, Edition, Exempt, Section
from rules.packs.row import PackAction
from rules.words import WITHHELD

PART_1 = "Part 1: for publication; Part 2 material is withheld"
PART_2 = "Part 2: not for publication; it holds exempt material"

PUBLISHED = ("ref", "paragraph", "recommendations", "rung", "own_rating")
"""The only texts of an exempt action that tell nothing of anyone; every other is withheld."""
TOLD_APART = (
    Section.DECISIONS,
    Section.SUMMARY,
    Section.EXCEPTIONS,
    Section.COMPLETED,
    Section.DATES,
    Section.PROGRESS,
    Section.REGISTER,
    Section.EVIDENCE,
)
"""Sections of an edition that holds nothing but exempt actions."""


def told_apart(actions: tuple[PackAction, ...], edition: Edition) -> tuple[PackAction, ...]:
    """Return the actions that an edition withholds; none where it withholds nothing."""
    if edition.exempt is Exempt.WITHIN:
        return ()
    return tuple(action for action in actions if action.is_exempt)


def part_2(edition: Edition) -> Edition:
    """Return the edition of what another one withholds, for the same board."""
    return Edition(
        name=f"{edition.name}, Part 2",
        title=f"{edition.title}: Part 2",
        purpose=edition.purpose,
        sections=tuple(Chosen(section) for section in TOLD_APART),
        is_apart=True,
    )


def as_published(actions: tuple[PackAction, ...], edition: Edition) -> tuple[PackAction, ...]:
    """Return the actions as an edition may tell them: exempt ones without words, if it says apart."""
    if edition.exempt is Exempt.WITHIN:
        return actions
    return tuple(_withheld(action) if action.is_exempt else action for action in actions)


def classification(actions: tuple[PackAction, ...], edition: Edition) -> str:
    """Return how a pack is classified; empty where the plan holds no exempt material."""
    if not any(action.is_exempt for action in actions):
        return ""
    return PART_2 if edition.exempt is Exempt.WITHIN else PART_1


def _withheld(action: PackAction) -> PackAction:
    """Return an action with its reference, dates and rating, and no words that could tell of anyone."""
    said = {
        one.name: WITHHELD
        for one in fields(action)
        if one.name not in PUBLISHED
        if isinstance(text := getattr(action, one.name), str) and text
    }
    said |= {"due_date_as_written": ""}
    return replace(
        action,
        **said,  # type: ignore[arg-type] # each of these is a text
        notes=(),
        told=(),
        on_its_way=(),
        climbs=tuple(replace(one, whom=WITHHELD) for one in action.climbs),
        requests=tuple(
            replace(one, asked_by=WITHHELD, reason=WITHHELD, decided_by="", answer="")
            for one in action.requests
        ),
        stages=tuple(replace(one, title=WITHHELD) for one in action.stages),
        evidence=tuple(replace(one, where=WITHHELD, by=WITHHELD) for one in action.evidence),
    )
