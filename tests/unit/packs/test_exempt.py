"""Part 2 material in a pack: withheld where it is published, told whole in an edition of its own."""

import json
from dataclasses import fields, replace
from datetime import date

from rules.packs.brag import Brag
from rules.packs.contents import Contents, contents, with_words
from rules.packs.edition import EVERYTHING, Chosen, Edition, Exempt, Section
from rules.packs.exempt import PART_1, PART_2
from rules.packs.frozen import canonical, thaw
from rules.packs.last import last_pack
from rules.packs.row import DateRequest, Evidence, PackAction
from rules.packs.sections import Comment, Narrative
from rules.words import WITHHELD
from tests.builders.pack import CALENDAR, CUT_OFF, OCCASION, action, pack_of

ASKED = DateRequest(
    1,
    asked_on=date(2018, 12, 20),
    asked_by="Pat O'Brien",
    was=date(2019, 3, 29),
    proposed=date(2019, 5, 31),
    reason="A supplier left.",
    decision="pending",
    is_for_board=True,
)
APART = Exempt.APART
DONE_SECRETLY = {
    "completed_on": date(2018, 12, 20),
    "reported_on": date(2018, 12, 20),
    "validated_on": date(2018, 12, 28),
}
SECRET = ("Child K", "moved", "supplier", "L0 Pat")


def edition(exempt: Exempt) -> Edition:
    return Edition("Any", "Pack", "To note.", (Chosen(Section.REGISTER),), exempt)


def pack_in(exempt: Exempt) -> Contents:
    secret = action(
        "A1",
        title="Child K's placement",
        update="She has moved.",
        due_date=date(2018, 12, 3),
        requests=(ASKED,),
        told=("L0 Pat O'Brien: told",),
        is_exempt=True,
    )
    actions = (secret, action("A2"))
    return contents(OCCASION, actions=actions, calendar=CALENDAR, edition=edition(exempt))


def test_part_2_material_is_withheld_where_it_goes_apart_and_its_figures_count() -> None:
    pack = pack_in(Exempt.APART)
    row = pack.actions[0]

    assert (row.title, row.update, row.brag, row.days_late) == (WITHHELD, WITHHELD, Brag.RED, 18)
    assert pack.occasion.classification == PART_1
    said = canonical(replace(pack, part_2=None)).decode()
    assert not [word for word in SECRET if word in said]


def test_what_is_withheld_is_told_in_an_edition_of_its_own() -> None:
    pack = pack_in(Exempt.APART)
    apart = pack.part_2
    assert apart is not None

    said = canonical(apart).decode()
    assert [word for word in SECRET if word not in said] == []
    assert [row.ref for row in apart.actions] == ["A1"]
    assert apart.occasion.classification == PART_2
    assert apart.edition.title == "Pack: Part 2"
    assert pack_in(Exempt.WITHIN).part_2 is None
    assert thaw(Contents, json.loads(canonical(pack))) == pack


def test_no_text_of_a_withheld_action_stands_in_what_is_published() -> None:
    told = {"ref", "paragraph", "recommendations", "own_rating", "rung"}
    mark = {
        one.name: f"Secret {one.name}"
        for one in fields(PackAction)
        if one.type is str and one.name not in told
    }
    secret = action("A1", **mark, **DONE_SECRETLY, is_exempt=True)
    pack = contents(
        OCCASION, actions=(secret,), calendar=CALENDAR, edition=replace(EVERYTHING, exempt=APART)
    )
    assert {"theme", "agency", "validated_by", "cause"} <= set(mark)
    assert "Secret" not in canonical(replace(pack, part_2=None)).decode()
    assert pack.part_2 is not None
    apart = canonical(pack.part_2).decode()
    assert [text for text in mark.values() if text not in apart] == ["Secret cancelled_because"]


def test_what_is_withheld_is_never_said_to_be_missing() -> None:
    proof = (Evidence("Minutes of the panel", CUT_OFF, "Pat O'Brien"),)
    secret = action("A1", agency="Trust", **DONE_SECRETLY, evidence=proof, is_exempt=True)
    pack = contents(
        OCCASION, actions=(secret,), calendar=CALENDAR, edition=replace(EVERYTHING, exempt=APART)
    )
    assert [one.where for one in pack.evidence] == [WITHHELD]
    assert [group.name for group in pack.by_agency] == [WITHHELD]
    assert {one.what: one.said for one in pack.closure}["Without evidence"] == "None."
    assert "with 1 piece of evidence in the index" in pack.decisions[0].words


def test_the_part_2_edition_is_compared_with_the_one_before() -> None:
    before = last_pack(json.loads(canonical(pack_in(Exempt.APART))))
    assert before.part_2 is not None
    row = before.part_2.rows["A1"]
    assert (row.title, row.owner) == ("Child K's placement", "Pat O'Brien")
    assert last_pack(json.loads(canonical(pack_in(Exempt.WITHIN)))).part_2 is None


def test_part_2_material_within_a_pack_makes_all_of_it_exempt() -> None:
    pack = pack_in(Exempt.WITHIN)

    assert pack.actions[0].title == "Child K's placement"
    assert pack.occasion.classification == PART_2
    assert pack_of(action("A1")).occasion.classification == ""


def test_a_comment_from_before_the_words_were_withheld_is_told_in_no_public_file() -> None:
    """Hold its row (row 239)."""
    words = Narrative(comments=(Comment("A1", "Child K moved."), Comment("A2", "Soon.")))
    pack = with_words(pack_of(action("A1"), action("A2")), words)
    assert set(pack.comments) == {"A1", "A2"}
    assert not pack.withheld
    apart = replace(pack, part_2=pack_of(action("A1")))
    assert apart.comments == {"A2": "Soon."}
