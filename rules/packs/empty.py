"""Responsible for the one line that stands in a section of a pack which has nothing to tell."""

from collections.abc import Mapping

from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.packs.front import told_in_full

FIRST_PACK = "This is the first pack, so that there is nothing to compare."
_NOTHING: Mapping[Section, str] = {
    Section.CLOSURE: "An action of the plan is still open, or falls due again.",
    Section.DECISIONS: "Nothing is asked of the board.",
    Section.EXCEPTIONS: "No action is rated Red.",
    Section.COMPLETED: "Nothing was completed or validated since the last pack.",
    Section.DATES: "No new date was asked for or agreed since the last pack.",
    Section.AHEAD: "Nothing falls due in the next 90 days.",
    Section.PARTNERS: "No owner's agency is recorded.",
    Section.PROGRESS: "The plan holds no action.",
    Section.MEASURES: "No measure is recorded.",
    Section.RISKS: "No risk is recorded.",
    Section.LOG: "No decision or action of the board is recorded.",
    Section.GOVERNANCE: "No meeting date is recorded.",
    Section.REGISTER: "The plan holds no action.",
    Section.EVIDENCE: "No evidence is recorded.",
    Section.CHANGES: "Nothing changed since the last pack.",
    Section.QUALITY: "Every open action has a due date, an owner and an update since the last pack.",
}


def nothing(pack: Contents, section: Section) -> str:
    """Return the sentence for a section that holds nothing; empty if it holds something."""
    held: Mapping[Section, object] = {
        Section.CLOSURE: pack.closure,
        Section.DECISIONS: pack.decisions,
        Section.EXCEPTIONS: told_in_full(pack),
        Section.COMPLETED: pack.validated or pack.awaiting,
        Section.DATES: pack.date_changes,
        Section.AHEAD: any(window.due for window in pack.windows),
        Section.PARTNERS: pack.by_agency,
        Section.PROGRESS: pack.actions,
        Section.MEASURES: pack.measures,
        Section.RISKS: pack.risks,
        Section.LOG: pack.log,
        Section.GOVERNANCE: pack.meetings,
        Section.REGISTER: pack.actions,
        Section.EVIDENCE: pack.evidence,
        Section.CHANGES: pack.changes,
        Section.QUALITY: pack.data_quality or pack.silent,
    }
    if held.get(section, True):
        return ""
    if section is Section.CHANGES and pack.last_cut_off is None:
        return FIRST_PACK
    return _NOTHING[section]
