"""A later file of a plan: what it changes is taken in at once, by the rules of each command."""

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough import audit
from followthrough.actions.from_file import Agreed, TakenAgain, take_again
from followthrough.actions.owner import reassign
from followthrough.cli.remedies import in_words
from followthrough.people import merging
from followthrough.people.changes import Who
from followthrough.plans import changes, import_plan
from followthrough.plans.differences import Differences, what_differs
from followthrough.plans.export import export
from followthrough.plans.file.rows import ActionRow, MilestoneRow, PlanFile
from followthrough.plans.table.profile import Profile
from followthrough.plans.table.take_in import read_unattended, ready
from followthrough.plans.table.understood import Understood
from followthrough.reading.file import changed_at
from models.interests import Interest
from models.new_dates import ExtensionRequest
from models.people import Person
from models.plan import Action, Contributor, Milestone, Plan, Recommendation
from models.session import reading
from rules.calendar import local_date
from rules.problems import BadInput, Sentence
from tests.builders.cast import COLLEAGUE, DEPUTY, DUE, LIVE, VALIDATOR, live_plan
from tests.builders.plans import DIRECTOR, KEY, OWNER, Service, an_action, at
from tests.integration.plans.test_import_and_go_live import contents

FILE = Path("/nowhere/plan.csv")
NOW = at(LIVE + timedelta(days=3), 9)
ACTIONS = tuple(an_action(f"A{number}", DUE) for number in (1, 2, 3))
LATER = DUE + timedelta(days=28)
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Where only decisions matter that are made in Python."""


def differ(
    service: Service, file: PlanFile, answers: Mapping[str, str] = {}, path: Path = FILE
) -> Differences | None:
    same = changes.said_same(answers)
    return what_differs(service.place(NOW), file, same, changed_at(path), is_ours=False)


def take(
    service: Service,
    file: PlanFile,
    answers: Mapping[str, str] = {},
    agreed: Agreed | None = None,
) -> TakenAgain:
    return take_again(service.place(NOW), FILE, file, answers, agreed, is_ours=False)


@pytest.fixture
def live(database: Engine) -> Service:
    return live_plan(database, *ACTIONS)


def file_of(service: Service, *actions: ActionRow) -> PlanFile:
    return service.plan_file(*(actions or ACTIONS))


def requests(service: Service) -> list[tuple[date, str, str]]:
    with reading(service.engine) as session:
        found = session.exec(select(ExtensionRequest)).all()
        return [(one.proposed, one.decision, one.decided_by) for one in found]


def test_all_that_a_file_changes_is_taken_in_at_once(live: Service) -> None:
    """As rows 305, 306 and 308 say."""
    one, two, _ = ACTIONS
    stage = MilestoneRow("A2", "M1", "Half of it", DUE)
    file = replace(
        file_of(
            live,
            replace(one, title="Do what A1 says, and well", contributors=(DEPUTY.name,)),
            replace(two, owner=COLLEAGUE.name, due_date=LATER, exempt=True),
            replace(an_action("A4", LATER, "New Comer"), recommendations="R1, R2"),
        ),
        milestones=(stage,),
        people=(*live.people, replace(OWNER, name="New Comer", address="", director="")),
        recommendations=(
            *file_of(live).recommendations,
            replace(file_of(live).recommendations[0], ref="R2", text="Do more"),
        ),
    )
    found = differ(live, file)
    assert found
    assert found.diff.gone == ("A3",)
    assert [one.of for one in changes.questions(found, {})] == ["dates", "gone"]
    done = take(live, file)
    assert [str(one) for one in done.sentences] == [
        "Asked for Fri 15 Jan 2027 as the new due date of A2; Sec Retary decides."
    ]
    assert live.action("A1").title == "Do what A1 says, and well"
    assert live.action("A2").is_exempt
    assert live.action("A2").due_date == DUE
    assert requests(live) == [(LATER, "pending", "")]
    new = live.action("A4")
    today = local_date(NOW)
    assert (new.live_on, new.episode, new.next_check_on) == (today, 1, today)
    assert live.action("A3").cancelled_on is None
    assert {subject for subject, _ in live.audited("was not in the file")} == {"action p/A3"}
    with reading(live.engine) as session:
        assert session.exec(select(Contributor)).one()
        assert session.exec(select(Milestone)).one().title == "Half of it"
        assert len(session.exec(select(Recommendation)).all()) == 2
    assert audit.verify(live.place(NOW), {}).differences == ()
    assert differ(live, file) is None
    other = replace(file, notes=("Other.",))
    left = differ(live, other)
    assert left
    assert (left.diff.changed, left.gone, left.dates) == ((), (), ())
    assert [(one.ref, one.field) for one in left.diff.stays] == [("A2", "due_date")]


@ONE_DATABASE
def test_who_agreed_to_new_dates_is_who_may_decide_on_them(live: Service) -> None:
    """As row 309 says."""
    one, two, three = ACTIONS
    file = file_of(live, replace(one, due_date=LATER), replace(two, due_date=LATER), three)
    before = requests(live)
    for by, on, why in (
        (OWNER.name, LIVE, "A1; Dee Rector can.*\n.*A2; Dee Rector can"),
        ("Nobody", LIVE, "There is no person"),
        (DIRECTOR.name, LATER, "is ahead"),
    ):
        with pytest.raises(BadInput, match=f"(?s){why}"):
            take(live, file, agreed=Agreed(by, on))
    assert requests(live) == before == []
    done = take(live, file, agreed=Agreed(DIRECTOR.name, LIVE))
    assert len(done.sentences) == 2
    assert requests(live) == [(LATER, "approved", DIRECTOR.name)] * 2
    changed = live.action("A1")
    assert (changed.due_date, changed.revised_due_date, changed.episode) == (DUE, LATER, 2)
    assert live.action("A3").episode == 1


@ONE_DATABASE
@pytest.mark.parametrize("title", ["Do what A1 says", "Do what A1 says, soon"])
def test_a_date_that_waits_is_told_with_what_decides_on_it(live: Service, title: str) -> None:
    """As row 354 says: whether this file, the last one or somebody asked for it."""
    one, *others = ACTIONS
    file = file_of(live, replace(one, due_date=LATER), *others)
    take(live, file)
    found = differ(live, replace(file, actions=(replace(file.actions[0], title=title), *others)))
    again = found or differ(live, replace(file, title="Another title"))
    assert again
    (said,) = (one for one in changes.told(again) if isinstance(one, Sentence))
    assert in_words(said).endswith(
        f'`followthrough decide-date {KEY} "A1" --by NAME --agree` records who agreed.'
    )


@ONE_DATABASE
def test_what_was_recorded_since_the_last_file_stays(live: Service) -> None:
    """As row 307 says."""
    one, two, three = ACTIONS
    first = file_of(live, replace(one, title="Do what A1 says, soon"), two, three)
    take(live, first)
    reassign(live.place(NOW), KEY, "A2", COLLEAGUE.name)
    found = differ(live, file_of(live, replace(one, title="Do what A1 says now"), two, three))
    assert found
    assert [change[:2] for change in found.taken] == [("A1", "title")]
    assert [(one.ref, one.field, one.was, one.now) for one in found.diff.stays] == [
        ("A2", "owner", COLLEAGUE.name, OWNER.name)
    ]
    take(live, found.file)
    assert live.action("A1").title == "Do what A1 says now"
    said = [subject for subject, _ in live.audited("reassigned")]
    assert said == ["action p/A2"]


@ONE_DATABASE
@pytest.mark.parametrize(
    ("name", "answer", "known_as"),
    [("Owen Other", "renamed", "Owen Other"), ("New Comer", "takes over", OWNER.name)],
)
def test_a_name_that_changed_everywhere_is_one_change(
    live: Service, name: str, answer: str, known_as: str
) -> None:
    """As rows 310 and 311 say: the same under another name, or who takes over, with no address."""
    file = file_of(live, *(replace(one, owner=name) for one in ACTIONS))
    named = [one for one in file.people if one != OWNER]
    file = replace(file, people=(*named, replace(OWNER, name=name, address="")))
    found = differ(live, file)
    assert found
    (question,) = changes.questions(found, {})
    assert question.default == answer
    taken = take(live, file)
    with reading(live.engine) as session:
        owners = {
            one.owner_id for one in session.exec(select(Action)).all() if one.ref in {"A1", "A3"}
        }
        before = session.exec(select(Person).where(Person.address == OWNER.address)).one()
        now = session.exec(select(Person).where(Person.name == name)).one()
        assert before.name == known_as
        assert owners == {now.id}
        assert (now.address == "") == (answer == "takes over") == (name in taken.unaddressed)
    assert audit.verify(live.place(NOW), {}).differences == ()
    assert differ(live, file) is None


@ONE_DATABASE
@pytest.mark.parametrize("by", ["merge", "rename"])
def test_an_old_name_in_a_file_is_whom_it_was(live: Service, by: str) -> None:
    """As row 353 says: in a later file, and in the first of another plan, whatever they are named for."""
    was, place = OWNER.name, live.place(NOW)
    if by == "rename":
        merging.rename(place, Who(was), now := "Owen Newname")
    else:
        merging.merge(place, Who(was), now := COLLEAGUE.name)
    file = replace(file_of(live), actions=tuple(replace(one, measure="New") for one in ACTIONS))
    found = differ(live, file)
    assert found
    assert {one.field for one in found.taken} == {"measure"}
    assert not changes.questions(found, {})
    assert take(live, file).unaddressed == ()
    first = import_plan.store_plan(place, FILE, replace(file, key="second", administrator=was))
    assert first.new
    with reading(live.engine) as session:
        people = {one.id: one.name for one in session.exec(select(Person)).all()}
        owners = {people[one.owner_id or 0] for one in session.exec(select(Action)).all()}
        second = session.exec(select(Plan).where(Plan.key == "second")).one()
        assert was not in people.values()
        assert owners == {now}
        assert people[second.administrator_id] == now


@ONE_DATABASE
def test_who_owned_an_action_jointly_by_the_last_file_has_had_a_part_in_it(live: Service) -> None:
    """As row 312 says."""
    one, two, three = ACTIONS
    take(live, file_of(live, replace(one, contributors=(VALIDATOR.name,)), two, three))
    take(live, file_of(live, replace(one, contributors=(DEPUTY.name,)), two, three))
    with reading(live.engine) as session:
        assert session.exec(select(Interest)).one().led


@ONE_DATABASE
def test_an_action_that_is_gone_is_asked_about_once_and_may_be_cancelled(live: Service) -> None:
    """As row 308 says."""
    file = file_of(live, *ACTIONS[:2])
    found = differ(live, file)
    assert found
    (question,) = changes.questions(found, {})
    with pytest.raises(BadInput, match="none of the answers"):
        question.answered(Profile(), "delete")
    take(live, file)
    assert live.action("A3").cancelled_on is None
    again = differ(live, replace(file, notes=("Other",)))
    assert again
    assert again.gone == ()
    take(live, file_of(live, ACTIONS[0]), {"gone": "cancel"})
    assert (
        live.action("A2").cancelled_because == "It is not in the plan's file of 10 December 2026."
    )
    assert live.action("A3").cancelled_on is None


def test_an_older_file_is_asked_about(live: Service, tmp_path: Path) -> None:
    """As row 313 says: one that was taken in before another, and one that was last changed before it."""
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    for path, number in ((old, 1_000_000_000), (new, 1_100_000_000)):
        path.touch()
        os.utime(path, (number, number))
    one, two, three = ACTIONS
    first, second = (file_of(live, replace(one, title=words), two, three) for words in ("I", "II"))
    place = live.place(NOW)
    for path, file in ((old, first), (new, second)):
        found = differ(live, file, path=path)
        assert found
        assert not found.older
        same = {found.diff.doubtful[0].known + " as A1": "same"} if found.diff.doubtful else {}
        take_again(place, path, file, same, is_ours=False)
    third = file_of(live, replace(one, title="III"), two, three)
    for path, file, why in ((new, first, "was taken in on"), (old, third, "last changed on")):
        found = differ(live, file, path=path)
        assert found
        assert why in found.older
        with pytest.raises(BadInput, match="may be older") as refused:
            take_again(place, path, file, {"A1 as A1": "same"}, is_ours=False)
        assert refused.value.remedy
        with pytest.raises(BadInput, match="nothing was stored"):
            take_again(place, path, file, {"A1 as A1": "same", "older": "no"}, is_ours=False)
    assert live.action("A1").title == "II"
    take_again(place, old, third, {"A1 as A1": "same", "older": "yes"}, is_ours=False)
    assert live.action("A1").title == "III"


@ONE_DATABASE
def test_a_reference_that_was_given_again_is_asked_about_and_is_another_action(
    live: Service,
) -> None:
    """As row 305 says."""
    one, two, three = ACTIONS
    file = file_of(live, replace(one, title="Train all staff in court work"), two, three)
    with pytest.raises(BadInput, match="in other words, or another"):
        take(live, file)
    take(live, file, {"A1 as A1": "another"})
    assert live.action("A1").title == one.title
    assert live.action("A2").title == two.title
    with reading(live.engine) as session:
        refs = session.exec(select(Action.ref)).all()
    assert sorted(refs) == ["A1", "A2", "A3", "A4"]
    assert differ(live, file) is None
    again = differ(live, replace(file, notes=("Other",)))
    assert again
    assert again.is_empty


@ONE_DATABASE
def test_the_dates_of_a_draft_are_put_right(database: Engine) -> None:
    """As row 314 says."""
    service = Service(database)
    service.draft(LIVE, *ACTIONS)
    one, two, three = ACTIONS
    past = date(2026, 11, 30)
    file = file_of(service, replace(one, due_date=past), replace(two, due_date=None), three)
    found = differ(service, file)
    assert found
    assert [one.of for one in changes.questions(found, {})] == ["dates"]
    take(service, file)
    assert (service.action("A1").due_date, service.action("A1").episode) == (past, 0)
    assert service.action("A2").due_date == DUE
    assert requests(service) == []
    assert audit.verify(service.place(NOW), {}).differences == ()


@ONE_DATABASE
def test_a_trial_and_a_refusal_store_nothing(live: Service) -> None:
    """As row 306 says."""
    one, two, three = ACTIONS
    file = file_of(live, replace(one, title="Do what A1 says now"), two)
    far = replace(three, due_date=date(2090, 1, 1))
    before = contents(live.engine)
    take_again(live.place(NOW), FILE, file, {}, is_ours=False, is_trial=True)
    with pytest.raises(BadInput, match="calendar"):
        take(live, file_of(live, replace(one, title="Do what A1 says now"), two, far))
    assert contents(live.engine) == before


@ONE_DATABASE
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_register_of_a_live_plan_comes_in_again_as_it_is(
    live: Service, tmp_path: Path, kind: str
) -> None:
    """As row 317 says, once an owner, a date and the state of actions have changed."""
    place, file = live.place(NOW), tmp_path / f"register.{kind}"
    one, two, three = ACTIONS
    given = replace(one, contributors=(DEPUTY.name, COLLEAGUE.name), due_date=LATER, exempt=True)
    take(live, file_of(live, given, two, three), agreed=Agreed(DIRECTOR.name, LIVE))
    reassign(place, KEY, "A1", DEPUTY.name)
    live.cancel("A3", NOW, "Not needed.")
    said = export(place, KEY, file)
    assert said.startswith("3 actions of Invented plan written to ")
    read = read_unattended(place, file, None, are_taken=False)
    assert isinstance(read, Understood)
    assert not read.waiting
    found = what_differs(place, ready(read), {}, None, is_ours=False)
    assert found
    assert found.is_empty
    assert (found.left, found.diff.stays) == ((), ())
    with pytest.raises(BadInput, match=r"write a \.xlsx file or a \.csv file"):
        export(place, KEY, tmp_path / "register.pdf")
    other = tmp_path / "other.profile.yaml"
    other.write_text("version: 1\nplan: {key: another}\n")
    with pytest.raises(BadInput, match="holds the answers of plan another"):
        export(place, KEY, tmp_path / "other.csv")


@ONE_DATABASE
def test_a_body_that_is_called_otherwise_for_all_its_people_is_one_change(live: Service) -> None:
    """As row 311 says."""
    called = [
        replace(one, agency="New Trust") if one.agency == "Trust" else one for one in live.people
    ]
    file = replace(file_of(live), people=tuple(called))
    found = differ(live, file)
    assert found
    (question,) = changes.questions(found, {})
    assert question.text.startswith("New Trust stands wherever Trust stood, with Col League, Fay")
    take(live, file)
    with reading(live.engine) as session:
        assert {one.agency for one in session.exec(select(Person))} == {"Council", "New Trust"}
    some = replace(file, people=(replace(COLLEAGUE, agency="Trust"), *called[6:]))
    other = differ(live, some)
    assert other
    assert other.bodies == ()
