"""Responsible for what is asked about a table, and for what an answer makes of its plan's profile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from followthrough.plans.table.headings import LEFT_OUT
from followthrough.plans.table.profile import DAY_OF_IMPORT, Profile, Several
from followthrough.reading.days import NotADate, read_day
from followthrough.reading.entry import nearest
from followthrough.reading.notations import Quarters
from rules.problems import BadInput
from rules.text import folded, quoted

BETWEEN_NAMES = ";"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and where its answer goes."""

    about: str
    """`plan`, `board`, `columns`, `owners` or `changes`, which have many; and what is asked once:
    `quarters`, `counted from`, `dates`, `several owners` and `progress`."""
    of: str
    """Which of those: a field, a heading or the words of a cell."""
    text: str
    default: str = ""
    """What is proposed; empty if nothing is."""
    choices: tuple[str, ...] = ()
    """What an answer may be; any words will do if there are none."""
    may_be_blank: bool = False
    proposals: Mapping[str, date] = field(default_factory=dict)
    """Of dates: what each of the words is taken for if they are taken."""

    def answered(self, profile: Profile, said: str) -> Profile:
        """Return a profile with an answer; raises BadInput for one that can't be taken."""
        said = str(said)  # a proposal may be one of our own words, and a profile holds plain text
        self._refuse_unknown(said)
        match self.about:
            case "plan":
                return replace(profile, plan={**profile.plan, self.of: said})
            case "board":
                return replace(profile, board={**profile.board, self.of: said})
            case "columns":
                return replace(profile, columns={**profile.columns, self.of: said})
            case "owners":
                names = tuple(filter(None, (name.strip() for name in said.split(BETWEEN_NAMES))))
                return replace(profile, owners={**profile.owners, self.of: names})
            case "dates":
                taken = {
                    words: due if said == YES else None for words, due in self.proposals.items()
                }
                return replace(profile, dates={**profile.dates, **taken})
            case _:
                return self._once(profile, said)

    def _once(self, profile: Profile, said: str) -> Profile:
        """Return a profile with what is answered once for all rows, or about one file."""
        if self.about == "changes":
            return replace(profile, changes={**profile.changes, self.of: said})
        if self.about == "several owners":
            return replace(profile, several=Several(said))
        if self.about == "quarters":
            return replace(profile, answers=replace(profile.answers, quarters=Quarters(said)))
        if self.about == "progress" and folded(said) == LEFT_OUT:
            return replace(profile, columns={**profile.columns, self.of: LEFT_OUT})
        if self.about == "progress":
            is_day = folded(said) != DAY_OF_IMPORT
            return replace(profile, progress=_day(said) if is_day else DAY_OF_IMPORT)
        day = _day(said) if said else None
        return replace(profile, answers=replace(profile.answers, counted_from=day))

    def _refuse_unknown(self, said: str) -> None:
        if self.choices and said not in self.choices:
            near = nearest(said, self.choices) or ", ".join(self.choices)
            raise BadInput(f"{quoted(said)} is none of the answers; write {near}.")
        if not said and not self.may_be_blank:
            raise BadInput(f"An answer is needed: {self.text}")


def with_defaults(profile: Profile, questions: Sequence[Question]) -> Profile:
    """Return a profile with every proposal taken."""
    for question in questions:
        if question.default:
            profile = question.answered(profile, question.default)
    return profile


def _day(said: str) -> date:
    try:
        return read_day(said)
    except NotADate as wrong:
        raise BadInput(f"{quoted(said)} {wrong}.") from None
