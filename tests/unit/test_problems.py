"""How bad input is told at no door: each sentence, and in plain words what mends it."""

from string import Formatter

import pytest

from rules.problems import BadInput, Damaged, Mend, RecordDamaged, Remedy, Sentence

REOPEN = Remedy.REOPEN.of(plan="p", action="A1")


@pytest.mark.parametrize("remedy", Remedy, ids=lambda remedy: remedy.name)
def test_every_remedy_says_its_facts(remedy: Remedy) -> None:
    names = {name for _, name, _, _ in Formatter().parse(remedy.value) if name}
    said = str(remedy.of(**{name: f"some {name}" for name in names}))
    assert "{" not in said
    assert all(f"some {name}" in said for name in names)
    assert said.endswith(".")


def test_a_fact_is_kept_as_its_words_and_each_door_words_the_remedy() -> None:
    mend = Remedy.RELEASE_NOTICE.of(number=7)
    assert mend == Mend(Remedy.RELEASE_NOTICE, (("number", "7"),))
    assert mend.worded("`outbox release {number}`") == "`outbox release 7`"


def test_a_sentence_is_told_with_what_mends_it_or_alone() -> None:
    assert str(Sentence("It is complete.", REOPEN)) == "It is complete. Open A1 of p again."
    assert str(Sentence("It is complete.")) == "It is complete."


def test_the_last_problem_is_followed_by_what_mends_it() -> None:
    refused = BadInput("Row 3 has no date.", "It is complete.", remedy=REOPEN)
    assert str(refused) == "Row 3 has no date.\nIt is complete. Open A1 of p again."
    assert refused.problems == ("Row 3 has no date.", "It is complete.")
    assert str(BadInput("Row 3 has no date.")) == "Row 3 has no date."


def test_what_is_damaged_is_restored_from_a_back_up() -> None:
    found = RecordDamaged("the words of notice 7")
    assert isinstance(found, Damaged)
    assert found.problems == ("What is stored of the words of notice 7 can't be read.",)
    assert found.remedy == Remedy.RESTORE.of()
