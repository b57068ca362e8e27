"""Responsible for how bad input is told: what is wrong in a sentence, and by name what mends it.

Nobody who reads a sentence of the rules or the use cases need have a command line. What to do next
is named, and each door words it: a command to type, a link to press.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Remedy(StrEnum):
    """What there is to do about a sentence, in words for those who read it at no door.

    What stands in braces are the facts that a door may word it by.
    """

    ACCEPT_GAP = "If the clock is right ({today}), check again and accept the gap in your name."
    CHANGE_FIGURES = (
        "Figures, dates and ratings tell what is recorded: record more, and draft anew."
    )
    CHOOSE_BOARD = "Say which of them: {boards}."
    CHOOSE_ORGANISATION = "Say which of them."
    CONFIRM_DIRECTORY = (
        "Say that it is to be stored, and whether those who are listed no more leave."
    )
    CORRECT_ADDRESS = "If the address is wrong, correct that of the {board} of {plan}."
    CORRECT_BOARD = "If that is wrong, record {address} as the address of the {board} of {plan}."
    CORRECT_ISSUED = "To correct what was written into it, issue it again with an edited copy."
    CORRECT_WORDS = "To correct what was written into it, give an edited copy, and who wrote it."
    END_SERIES = "End the series of {action}, and it falls due no more."
    FIND_MEETING = "Look in the list of meetings."
    FIND_NOTICE = "Look in the list of notices."
    FIND_PACK = "Look in the list of packs of {plan}."
    DECIDE_DATE = "Record who decided on the new date of {action} of {plan}."
    GIVE_ADDRESS = "Record the address of {person}."
    GIVE_BACK_TEMPLATE = "Edit it in Word, then give it back as the template of {plan}."
    GIVE_ANSWERS = "Answer them, or take what is proposed."
    GIVE_EVIDENCE = "Report {action} of {plan} again with its evidence."
    GIVE_GO_LIVE = "Say when {plan} is to go live."
    GIVE_POLICY = "Name its file."
    GIVE_REASON = "Say it in a sentence."
    GIVE_SPAN = "Give one of the two, as a number above 0."
    GO_LIVE = "Let {plan} go live first."
    IMPORT_AGAIN = "Import {file} again to see what differs."
    ISSUE = "Issue the pack of {board}, {plan}, for {month} first."
    LEAVE_BOARD_OUT = "Leave the board out."
    LEAVE_DATE_OUT = "Leave the date out, and ask for a new one."
    LEAVE_MEETING_OUT = "Leave the meeting out."
    RESUME_FIRST = "To have it speak sooner, resume it first."
    MAKE_PACK = "Or have it made at once."
    MEAN_OLD_DATE = "If it is meant, say so."
    MERGE_PERSON = "If they are one, make {person} and {near} one person."
    MORE_YEARS = "Give the calendar of {plan} more years."
    MOVE_PAPERS = "To have it earlier, let the papers of {board}, {plan}, for {on} be due earlier."
    NAME_ANOTHER = "Name another {role} of {plan}."
    NAME_ANOTHER_SECRETARY = "Name another secretary of {board}, {plan}."
    NAME_APPROVER = "Name who agreed to it, or leave the date out and ask for it."
    NAME_DECIDER = "Say who decides."
    NAME_DRAFT = "Name the draft that is to go live."
    NAME_WRITER = "Say who wrote it."
    NEXT_MEETING = "Look in the list of meetings of {plan}: its next pack is made for one of them."
    RECORD_PERSON = "If the file is right, record {given} as the {field} of {person}."
    PAUSE = "To silence {plan} for a while, pause it with a reason: packs tell that."
    REDRAFT = "Draft the pack of {board}, {plan}, for {month} anew."
    REFUSE_COMPLETION = "Give a date that is agreed, or have the validator refuse the completion."
    REISSUE = (
        "Issue the pack of {board}, {plan}, for {month} again: that makes a new version of it."
    )
    RELEASE_NOTICE = "Have notice {number} sent again if it is still to be told."
    REOPEN = "Open {action} of {plan} again."
    REPLACE_VERSION = "Begin on {start} to replace it, or later; or withdraw it."
    RESTORE = "Restore it from the back-up, as docs/operations.md says under Back-up."
    RESUME_OUTBOX = "Look at what may have been told already, then let the outbox go on."
    SEND_AGAIN = "Have notice {number} sent again."
    SHOW_ALL_DAYS = "A terminal shows all."
    SHOW_CELLS = "Import {file} at a terminal."
    SHOW_REPLY = "Look at notice {number}."
    TAKE_MEETING_OUT = "Take the other one out of the meetings of {plan}."
    TAKE_REGISTERS = "Take the registers of {plan} in anew from the file."
    TAKE_OFF_BOARD = "Take {person} off the {board} of {plan}."
    VERIFY_AUDIT = "Have the audit trail verified."

    def of(self, **facts: object) -> "Mend":
        """Return this remedy for what is at hand: one fact for each pair of braces."""
        return Mend(self, tuple((name, str(fact)) for name, fact in facts.items()))


@dataclass(frozen=True, slots=True)
class Mend:
    """A remedy by its name, with the facts of what is at hand."""

    name: Remedy
    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.worded(self.name.value)

    def worded(self, words: str) -> str:
        """Return a door's words for it, the facts filled in."""
        return words.format(**dict(self.facts))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is complete, and what there is to do about it."""

    text: str
    remedy: Mend | None = None

    def __str__(self) -> str:
        return f"{self.text} {self.remedy}" if self.remedy else self.text


InWords = Callable[[str | Sentence], str]
"""How a door says a sentence, and what there is to do about it."""


class BadInput(Exception):  # noqa: N818 - users read it; it is not a crash
    """Input that can't be used; each of `problems` is one sentence naming file, cell or setting.

    `remedy` is what there is to do about the last of them.
    """

    def __init__(self, *problems: str, remedy: Mend | None = None) -> None:
        super().__init__("\n".join(problems) + (f" {remedy}" if remedy else ""))
        self.problems = problems
        self.remedy = remedy


class Damaged(BadInput):
    """What the service stored itself and can be read no more: only a back-up mends it."""

    def __init__(self, said: str) -> None:
        super().__init__(said, remedy=Remedy.RESTORE.of())


class RecordDamaged(Damaged):
    """One record, by its name, is not what was stored; the others may be."""

    def __init__(self, record: str) -> None:
        super().__init__(f"What is stored of {record} can't be read.")
