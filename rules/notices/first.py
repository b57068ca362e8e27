"""Responsible for the sentence with which a first mail begins: what this is, and what is expected."""

from collections.abc import Iterable

FROM_AN_OWNER = "please reply how each action stands that you are asked about"
FROM_A_DIRECTOR = "please ask after each late action, and see that an answer is recorded"
EXPECTED = {
    "owner": FROM_AN_OWNER,
    "contributors": FROM_AN_OWNER,
    "round": FROM_AN_OWNER,
    "chaser": FROM_AN_OWNER,
    "director": FROM_A_DIRECTOR,
    "role": FROM_A_DIRECTOR,
    "summary": FROM_A_DIRECTOR,
    "validator": "please say whether what is reported complete is so",
    "approver": "please agree to each new due date, or refuse it",
    "administrator": "please mend what the plan lacks",
    "board": "please reply what the Board decides on each action that is told here",
    "draft": "please check this draft, write into its Word file what is yours to say, and reply when "
    "it may be issued",
    "issued": "please read this pack; nothing else is asked of you",
}
"""What is expected of a reader, by the capacity in which they hear, or by what a pack is."""
IN_CHAT = "It is the first one, and says what Followthrough is and what is expected."
"""What a chat channel says beside such a mail, which others read."""


def introduction(organisation: str, hears_as: Iterable[str]) -> str:
    """Return what the first mail to someone says before all else."""
    expected = dict.fromkeys(EXPECTED[one] for one in hears_as if one in EXPECTED)
    asked = f": {'; '.join(expected)}" if expected else ""
    return (
        f"This is your first mail of this kind from Followthrough, which follows up action plans "
        f"for {organisation} until each action is recorded complete{asked}."
    )
