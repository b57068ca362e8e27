"""An owner that a table writes as a post: who holds it is proposed, and asked."""

import pytest

from followthrough.plans.table.owners import Meant, Owners
from followthrough.plans.table.profile import Profile

POSTS = {"head of care": ("Jo Smith",), "auditor": ("Pat O'Brien", "Ann New")}
KNOWN = ("Jo Smith", "Pat O'Brien", "Ann New")


def meant(words: str, profile: Profile | None = None) -> Meant:
    return Owners(KNOWN, (words,), profile or Profile(), POSTS).meant(words)


@pytest.mark.parametrize(
    ("words", "names", "proposed"),
    [
        pytest.param("Head of  CARE", ("Jo Smith",), "Jo Smith", id="row-329-one-holder"),
        pytest.param("Auditor", ("Auditor",), "Auditor", id="row-329-two-holders"),
        pytest.param(
            "Head of Care / Pat O'Brien",
            ("Jo Smith", "Pat O'Brien"),
            "Jo Smith; Pat O'Brien",
            id="row-329-beside-a-name",
        ),
    ],
)
def test_who_holds_a_post_is_proposed_and_never_taken_by_itself(
    words: str, names: tuple[str, ...], proposed: str
) -> None:
    found = meant(words)
    assert found.names == names
    assert found.question
    assert found.question.default == proposed
    assert "That post has" in found.question.text
    answered = found.question.answered(Profile(), "Ann New")
    assert meant(words, answered) == Meant(("Ann New",))


@pytest.mark.parametrize("words", ["Jo Smith", "Head of Homes"])
def test_other_words_are_no_post(words: str) -> None:
    assert meant(words).question is None


@pytest.mark.parametrize(
    ("words", "names", "proposed"),
    [
        ("Dr Jo Smith, ICB", ("Jo Smith",), ""),
        ("Dr. Jo Smith, ICB", ("Jo Smith",), "Jo Smith"),
        ("Jo Smith; New Comer", ("Jo Smith", "New Comer"), "lead first"),
    ],
)
def test_a_name_of_before_is_known_and_each_name_by_itself(
    words: str, names: tuple[str, ...], proposed: str
) -> None:
    owners = Owners(KNOWN, (words,), Profile(), {}, {"dr jo smith, icb": "Jo Smith"})
    found = owners.meant(words)
    assert found.names == names
    assert (found.question.default if found.question else "") == proposed
    assert [owners.know(one) for one in names] == [one != "New Comer" for one in names]
