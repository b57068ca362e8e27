"""Responsible for what no table of actions says: the plan's key and title, whose it is, its board."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from followthrough.plans.table.asked import Question
from followthrough.plans.table.profile import ABOUT, BOARD, Profile

_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")
_ASKED = {
    "key": "By what short name is the plan called in commands and links?",
    "title": "What is the plan called in mails and packs?",
    "organisation": "Which public body is it of?",
    "administrator": "Who administers the plan? Replies to its mails go there.",
}
_ASKED_OF_BOARD = {
    "name": "Which board is at the top of the ladder?",
    "secretary": "Who is that board's secretary?",
    "address": "At what address is that board told?",
}
_USUAL = {"division": "England"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known from other plans."""

    people: tuple[str, ...] = ()
    plan: Mapping[str, str] = field(default_factory=dict)
    """The organisation, division and administrator of the newest plan."""
    board: Mapping[str, str] = field(default_factory=dict)
    """The one at the top of its ladder."""
    posts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who holds each post, by the post folded."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Who is meant by a name that somebody had before, by that name folded."""
    keys: frozenset[str] = frozenset()
    """Of the plans that there are, folded: to them a table is a later file."""


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a plan beside its actions, every proposal taken, and what is to be asked."""

    plan: Mapping[str, str]
    board: Mapping[str, str]
    questions: tuple[Question, ...]


def about(file: str, profile: Profile, known: Known) -> About:
    """Return what a profile says of a plan and its board, and what is proposed where it says nothing."""
    stem = PurePath(file).stem
    proposed = {
        **_USUAL,
        **known.plan,
        "key": _NOT_IN_A_KEY.sub("-", stem.casefold()).strip("-")[:60],
        "title": " ".join(re.split(r"[\W_]+", stem)).strip(),
    }
    return About(
        {name: profile.plan.get(name) or proposed.get(name, "") for name in ABOUT},
        {name: profile.board.get(name) or known.board.get(name, "") for name in BOARD},
        (
            *(
                Question("plan", name, text, proposed.get(name, ""))
                for name, text in _ASKED.items()
                if not profile.plan.get(name)
            ),
            *(
                Question("board", name, text, known.board.get(name, ""))
                for name, text in _ASKED_OF_BOARD.items()
                if not profile.board.get(name)
            ),
        ),
    )
