"""Responsible for what an audit trail says last of actions, plans and people, to hold tables against."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from rules.text import folded

Values = dict[str, Any]
"""By what they are called, values as JSON has them; a blank one is None."""
Detail = Mapping[str, Any]


class Said(NamedTuple):
    """What an entry said of one thing."""

    value: Any
    seq: int


OPEN: dict[str, Any] = {"complete on": None, "validated on": None}
NEW = {*OPEN, "revised due date", "cancelled on", "cancelled because"}
"""What an action has not when it is imported or made."""
VERBS: Mapping[str, Callable[[Detail, date], Values]] = {
    "imported plan": lambda _d, _: {"live on": None},
    "imported action": lambda d, _: _some(d, {"due_date": "due date", "owner": "owner"}),
    "added action": lambda d, _: _some(
        d, {"due_date": "due date", "owner": "owner", "live_on": "live on"}
    ),
    "changed action": lambda d, _: {
        name: pair[1] for key, name in {"due_date": "due date"}.items() if (pair := d.get(key))
    },
    "fell due again": lambda d, _: _some(d, {"due_date": "due date"}),
    "reported complete": lambda d, _: _some(d, {"completed_on": "complete on"}),
    "validated": lambda _, on: {"validated on": on.isoformat()},
    "refused completion": lambda _d, _: {"complete on": None},
    "reopened": lambda d, _: OPEN | ({"revised due date": d["due_date"]} if d["due_date"] else {}),
    "gave reopened action its date": lambda d, _: {"revised due date": d["due_date"]},
    "approved new date": lambda d, _: {"revised due date": d["due_date"]},
    "cancelled": lambda d, on: (
        {"cancelled on": on.isoformat(), "complete on": None}
        | _some(d, {"reason": "cancelled because"})
    ),
    "reassigned": lambda d, _: {"owner": d["to"]},
    "reassigned: owner left": lambda d, _: {"owner": d["to"]},
    "completed milestone": lambda d, _: {f"milestone {d['milestone']}": d["on"]},
    "went live": lambda d, _: {"live on": d["on"]},
    "paused": lambda d, _: {"paused until": d["until"]},
    "resumed": lambda _d, _: {"paused until": None},
    "added person": lambda d, _: dict(d),
    "changed person": lambda d, _: {
        name: pair[1] for name, pair in d.items() if isinstance(pair, list)
    },
}
"""What each entry says of its subject, by its verb; what others say, no column holds alone."""
NAMES = {"renamed person", "merged person"}
OF_ONE = {"added person", "changed person"}
"""What is said of one person, whatever they are called."""
HEARD = VERBS.keys() | NAMES


def _some(detail: Detail, names: Mapping[str, str]) -> Values:
    return {called: detail[name] for name, called in names.items() if name in detail}


def new_name(detail: Detail) -> str:
    """Return what someone is called by an entry about names."""
    return str(detail.get("into") or detail["name"][1])


class LastSaid:
    """What the entries of an organisation's trail say last, heard in order."""

    def __init__(
        self, said: MutableMapping[str, dict[str, Said]], *, has_plans: bool = True
    ) -> None:
        """Begin with nothing said, kept in `said`; one that was merged into another has no plan any more."""
        self.has_plans = has_plans
        self._said = said

    def hear(self, verb: str, subject: str, detail: Detail, on: date, seq: int) -> None:
        """Take in one entry; `on` is its London date."""
        if verb in NAMES:
            self._rename(subject, new_name(detail), verb)
            return
        new = {name: Said(value, seq) for name, value in VERBS[verb](detail, on).items()}
        self._said[folded(subject)] = self._said.get(folded(subject), {}) | new

    def _rename(self, subject: str, name: str, verb: str) -> None:
        """Let who is called otherwise own what they own; of who was merged, nothing more is known."""
        known = self._said.pop(folded(subject), {})
        if verb == "merged person":
            self._said.pop(folded(f"person {name}"), None)
        elif known:
            self._said[folded(f"person {name}")] = known
        was = folded(subject.removeprefix("person "))
        theirs = {
            about: mine
            for about, mine in self._said.items()
            if "owner" in mine and folded(mine["owner"].value or "") == was
        }
        for about, mine in theirs.items():
            self._said[about] = mine | {"owner": Said(name, mine["owner"].seq)}

    def knows(self, subject: str) -> bool:
        """Say whether any entry tells of it."""
        return folded(subject) in self._said

    def tells(self, subject: str, name: str) -> bool:
        """Say whether any entry about it says this of it."""
        return name in self._said.get(folded(subject), {})

    def settle(self, subject: str) -> None:
        """Forget an action, since it is there and was held against what was said."""
        self._said.pop(folded(subject), None)

    def gone(self) -> Iterator[str]:
        """Yield each action that was imported or made, and was not settled."""
        return (subject for subject, mine in self._said.items() if "due date" in mine)

    def against(self, subject: str, held: Values, by: str = "") -> Iterator[str]:
        """Yield a sentence for each value that a table holds and no entry gave it.

        `by` is what the entries are about, if that is not the subject itself.
        """
        mine = self._said.get(folded(by or subject), {})
        began = mine.get("due date")
        for name, value in held.items():
            said = mine.get(name) or (Said(None, began.seq) if began and name in NEW else None)
            if said is not None and _plain(said.value, name) != _plain(value, name):
                yield (
                    f"{subject}: {name} is {_shown(value)}, and {_shown(said.value)} by entry "
                    f"{said.seq} of its audit trail."
                )

    def paused_until(self, subjects: Sequence[str], today: date) -> str | None:
        """Return until when something is silent, by the pauses of some subjects; None if it speaks."""
        found = (self._said.get(folded(one), {}).get("paused until") for one in subjects)
        ahead = (one.value for one in found if one and one.value and one.value > today.isoformat())
        return max(ahead, default=None)


def _plain(value: Any, name: str) -> Any:  # noqa: ANN401 - of JSON
    """Return a value as it is compared: a blank is none, and an owner is one however spelled."""
    if name == "owner":
        return folded(value or "")
    return None if value == "" else value


def _shown(value: Any) -> str:  # noqa: ANN401 - of JSON
    return "none" if value in (None, "") else str(value)
