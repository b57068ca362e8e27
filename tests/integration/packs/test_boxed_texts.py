"""Every text that the PDF can't draw in full is named, wherever in a pack it stands."""

from dataclasses import replace
from pathlib import Path

from followthrough.packs.writers.pdf import write as pdf
from followthrough.packs.writers.pdf.boxed import Boxed, boxed, told
from rules.packs.contents import contents
from rules.packs.edition import EVERYTHING, Exempt
from rules.packs.row import Evidence
from rules.packs.sections import Comment, Narrative
from tests.builders.pack import CALENDAR, OCCASION, action, pack_of, realistic
from tests.integration.packs.test_part_2 import text_in

NAME = "\N{CJK UNIFIED IDEOGRAPH-674E}"
ROCKET = "\N{ROCKET}"


def test_each_text_is_named_with_what_it_lacks() -> None:
    seen = Evidence(f"Minutes {ROCKET}", OCCASION.as_of, "Ann")
    pack = replace(
        pack_of(
            action("A1", owner=f"{NAME} Wei", evidence=(seen,)),
            action("A2", update=f"{ROCKET}{NAME}{ROCKET}"),
        ),
        risks=(replace(realistic().risks[0], mitigation=NAME),),
        narrative=Narrative((NAME,), "Dear board", (Comment("A2", NAME),), "Ann"),
    )
    assert boxed(pack) == (
        Boxed("headlines", NAME),
        Boxed("A2, comment", NAME),
        Boxed("A1, owner", NAME),
        Boxed("A1, evidence", ROCKET),
        Boxed("A2, progress", NAME + ROCKET),
        Boxed("risks, K1", NAME),
    )
    assert boxed(realistic()) == ()
    assert list(told(realistic())) == []


def test_part_2_is_named_apart() -> None:
    public = replace(EVERYTHING, exempt=Exempt.APART)
    secret = action("A1", is_exempt=True, cause=NAME)
    pack = contents(OCCASION, actions=(secret,), calendar=CALENDAR, edition=public)
    assert boxed(pack) == (Boxed("Part 2, A1, cause", NAME),)


def test_the_pdf_says_at_its_end_where_its_boxes_are(tmp_path: Path) -> None:
    pdf.write(pack_of(action("A1", cause=NAME)), tmp_path / "pack.pdf")
    assert "theExcelfileholdsthetextsinfull:A1,cause." in text_in(tmp_path / "pack.pdf")
