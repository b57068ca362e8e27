"""What a directory of people says otherwise than it is recorded."""

import pytest

from followthrough.people.directory import Synced
from followthrough.tables.directory import differences_in
from rules.people.directory import (
    Change,
    Differences,
    Leaver,
    Listed,
    Post,
    Unknown,
    compare,
)

JO = Listed("Jo Smith", "jo@x.example", "Head of Care", "Council", "Dee Director")
PAT = Listed("Pat O'Brien", "pat@x.example", "Auditor", "Trust")
POST = Listed("Head of Care")


@pytest.mark.parametrize(
    ("recorded", "listed", "leavers", "found"),
    [
        pytest.param([JO, PAT], [JO, PAT], (), Differences(), id="row-325-the-same"),
        pytest.param(
            [JO],
            [JO._replace(name="JO  SMITH", role="head of care", agency="", director="")],
            (),
            Differences(),
            id="row-325-other-spelling-and-blanks",
        ),
        pytest.param([], [JO], (), Differences(added=(JO,)), id="row-325-new"),
        pytest.param(
            [JO],
            [JO._replace(address="js@x.example", boards=("Top Board",))],
            (),
            Differences(
                changed=(
                    Change("Jo Smith", "address", "jo@x.example", "js@x.example"),
                    Change("Jo Smith", "boards", "", "Top Board"),
                )
            ),
            id="row-325-changed",
        ),
        pytest.param(
            [JO, PAT],
            [PAT, Listed("Ann New", "ann@x.example", "Head of Care", "Council")],
            (),
            Differences(
                added=(Listed("Ann New", "ann@x.example", "Head of Care", "Council"),),
                left=(Leaver("Jo Smith", "Ann New"),),
            ),
            id="row-326-left-and-who-has-the-post",
        ),
        pytest.param(
            [JO, PAT],
            [JO],
            (),
            Differences(elsewhere=("Pat O'Brien",)),
            id="row-326-nobody-of-the-agency-is-listed",
        ),
        pytest.param([JO, PAT], [PAT], ("Jo Smith",), Differences(), id="row-326-left-before"),
        pytest.param(
            [JO],
            [JO._replace(address="new@x.example")],
            ("jo smith",),
            Differences(still_listed=("Jo Smith",)),
            id="row-326-left-and-listed",
        ),
        pytest.param(
            [POST],
            [JO],
            (),
            Differences(added=(JO,), posts=(Post("Head of Care", "Jo Smith"),)),
            id="row-327-post-held",
        ),
        pytest.param(
            [POST, JO, PAT],
            [JO, PAT._replace(role="Head of Care")],
            (),
            Differences(
                changed=(Change("Pat O'Brien", "role", "Auditor", "Head of Care"),),
                shared=(("Head of Care", ("Jo Smith", "Pat O'Brien")),),
            ),
            id="row-327-post-that-two-hold",
        ),
        pytest.param(
            [POST._replace(address="head@x.example"), JO],
            [JO],
            (),
            Differences(),
            id="row-327-post-with-a-mailbox",
        ),
        pytest.param(
            [Listed("Jo Smyth"), Listed("The Team"), JO],
            [JO],
            (),
            Differences(unknown=(Unknown("Jo Smyth", ("Jo Smith",)), Unknown("The Team", ()))),
            id="row-327-never-by-a-near-name",
        ),
    ],
)
def test_only_an_equal_name_is_the_same_person(
    recorded: list[Listed], listed: list[Listed], leavers: tuple[str, ...], found: Differences
) -> None:
    assert compare(recorded, listed, leavers) == found


def test_who_is_not_listed_is_told_with_the_names_that_are_near() -> None:
    """As row 327 says."""
    unknown = (Unknown("Jo", ()), Unknown("Al", ("Ali",)), Unknown("Em", ("Ema", "Emi")))
    found = Synced(Differences(unknown=unknown), (), ())
    ends = ["not listed.", "make Al and Ali one person.", "Near are Ema, Emi."]
    assert [
        str(one).endswith(end) for one, end in zip(differences_in(found), ends, strict=True)
    ] == [True] * 3
