"""What a run hands to Prefect of a later file of a plan: how much differs, and no word of the file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from followthrough.plans.table.profile import profile_as_yaml
from tests.builders.tables import ANSWERED

MARK = "Zzyzx"
L2 = date(2027, 1, 6)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_run_takes_in_a_later_file_and_shows_no_word_of_it(
    tmp_path: Path, handed: list[str], played: Callable[..., None]
) -> None:
    """As row 318 says."""
    plan = tmp_path / "plan.csv"
    plan.with_suffix(".profile.yaml").write_text(profile_as_yaml(ANSWERED))
    rows = ["Ref,Action,Owner,Due date", "A1,Meet,Jo Smith,1/3/2027", "A2,Write,Jo Smith,1/4/2027"]
    plan.write_text("\n".join(rows))
    played("import_plan", L2, workbook=plan)
    rows[1:] = [f"A1,Meet {MARK},{MARK} One,1/5/2027", f"A2,Write,{MARK} One,1/4/2027"]
    plan.write_text("\n".join((*rows, f"A3,{MARK},{MARK}")))
    played("import_plan", L2, workbook=plan)
    assert "Nothing was stored: 2 questions to answer. They are on the page `plan`" in handed[-1]
    page = next(said for said in handed if "later file wait for a person" in said)
    assert "Is another name, wherever one stood, the same under another name" in page
    assert "1 due date above differs. Take them? The plan is a draft. | yes |" in page
    played("import_plan", L2, workbook=plan, take_proposals=True, dates_agreed_by="Jo Smith")
    assert "go together" in handed[-1]
    played("import_plan", L2, workbook=plan, take_proposals=True)
    assert "Took in what differs in Plan." in handed[-1]
    page = next(said for said in handed if "Plan: a later file" in said)
    assert "2 actions found again: 2 changed, 1 new." in page
    assert "Another owner: A1, A2." in page
    plan.write_text("\n".join((rows[0], "A1,Something else,Jo Smith,", *rows[2:])))
    played("import_plan", L2, workbook=plan, take_proposals=True)
    assert "Nothing was stored: 1 question to answer" in handed[-1]
    assert [said for said in handed if MARK in said] == []
