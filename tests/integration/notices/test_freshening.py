"""What became untrue between planning and sending is not said, and its step is not lost."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from followthrough.actions import owner
from followthrough.actions.pausing import Scope, pause
from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import NoticeKind, NoticeState
from models.session import reading
from models.steps import EscalationStep
from tests.builders.cast import COLLEAGUE, DUE, L0, L1, L2, SECRETARY, VALIDATOR, live_plan
from tests.builders.plans import BOARD, DIRECTOR, KEY, OWNER, Service, an_action, at
from tests.servers.post import Post, read
from tests.servers.smtp import DROP

PLANNED = at(L0, 7)
BETWEEN = at(L0, 8)
SENT = at(L0, 9)


def deliver(service: Service, sink: Post, now: datetime) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=sink.url, mail_connections=1))
    return delivery.deliver(service.place(now), ways)


def two_late(database: Engine) -> Service:
    """Return a plan on the morning on which both A1 and A2 are one working day late."""
    service = live_plan(database, an_action("A1", DUE), an_action("A2", DUE), directed=False)
    service.check(PLANNED)
    return service


def told(sink: Post) -> list[str]:
    """Return the references in the last mail, in the order of its text."""
    text = read(sink.received[-1]).get_body(("plain",))
    assert text is not None
    lines = text.get_content().splitlines()
    return [line.split(":")[0] for line in lines if line[:1] == "A" and line[1:2].isdigit()]


def untold(service: Service, ref: str) -> dict[str, str | None]:
    """Return why each rung of today was not told; None if it was."""
    id_ = service.action(ref).id
    with reading(service.engine) as session:
        steps = select(EscalationStep).where(EscalationStep.action_id == id_)
        return {step.rung: step.untold for step in session.exec(steps)}


Change = Callable[[Service], object]
CLOSED: dict[str, Change] = {
    "completed": lambda service: service.complete("A1", BETWEEN),
    "cancelled": lambda service: service.cancel("A1", BETWEEN, "Not needed."),
    "paused": lambda service: pause(service.place(BETWEEN), Scope(KEY, "", "A1"), L1, "Wait."),
    "given a new date": lambda service: (
        service.ask("A1", date(2027, 2, 1), BETWEEN),
        service.agree("A1", BETWEEN, SECRETARY.name),
    ),
    "reassigned": lambda service: owner.reassign(service.place(BETWEEN), KEY, "A1", COLLEAGUE.name),
}


@pytest.mark.parametrize(
    "change", [pytest.param(change, id=f"row-043-{name}") for name, change in CLOSED.items()]
)
def test_what_is_settled_before_it_is_sent_is_dropped(database: Engine, change: Change) -> None:
    service = two_late(database)
    change(service)
    with Post() as sink:
        assert deliver(service, sink, SENT).sent == 1
        assert told(sink) == ["A2"]
        assert (
            read(sink.received[0])["Subject"]
            == "Invented plan: A2, 1 working day late, update by 24 December"
        )
    assert untold(service, "A1") == {"L0": "lapsed"}
    assert untold(service, "A2") == {"L0": None}
    assert [subject for subject, _ in service.audited("dropped from notice")] == ["notice 1"]


@pytest.mark.parametrize("ref", ["A1"], ids=["row-043-empty"])
def test_a_digest_with_nothing_left_is_not_sent(database: Engine, ref: str) -> None:
    service = live_plan(database, directed=False)
    service.check(PLANNED)
    service.complete(ref, BETWEEN)
    with Post() as sink:
        assert deliver(service, sink, SENT).outcomes == {"withdrawn": 1}
        assert sink.received == []
    (notice,) = service.notices()
    assert (notice.state, notice.reply) == (NoticeState.CANCELLED, "nothing in it is true any more")


def test_a_completion_refused_later_finds_its_rung_still_to_be_told(database: Engine) -> None:
    service = two_late(database)
    service.complete("A1", BETWEEN, evidence="Minutes")
    with Post() as sink:
        deliver(service, sink, SENT)
        service.validate("A1", at(L0, 12), VALIDATOR.name, refused="Half of it is missing.")
        service.check(at(date(2026, 12, 22)))
        deliver(service, sink, at(date(2026, 12, 22), 8))
        assert "A1" in told(sink)
    assert service.rungs("A1")["L0"] == date(2026, 12, 22), "the owner was not told of it before"
    (said,) = [line["notes"] for line in _lines(service, "A1")]
    assert not [note for note in said if "should have reached you" in note]


def _lines(service: Service, ref: str) -> list[dict[str, list[str]]]:
    parts = service.notices()[-1].payload["parts"]
    return [line for part in parts for line in part["lines"] if line["ref"] == ref]


def test_what_was_recorded_meanwhile_is_said(database: Engine) -> None:
    service = two_late(database)
    service.acknowledge("A1", date(2026, 12, 24), BETWEEN)
    with Post() as sink:
        deliver(service, sink, SENT)
        text = read(sink.received[0]).get_body(("plain",))
    assert text is not None
    assert "promised an update by Thu 24 Dec 2026" in " ".join(text.get_content().split())


@pytest.mark.parametrize("address", ["owen.new@invented.example"], ids=["row-069"])
def test_a_corrected_address_is_used(database: Engine, address: str) -> None:
    service = two_late(database)
    service.address(OWNER.name, address, BETWEEN)
    with Post() as sink:
        deliver(service, sink, SENT)
        assert [mail.recipients for mail in sink.received] == [[address]]
    (notice,) = service.notices()
    assert (notice.recipient_address, notice.payload["to"]["address"]) == (address, address)


def test_a_board_hears_of_nothing_that_was_settled(database: Engine) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", DUE))
    service.days(date(2026, 12, 11), date(2027, 1, 5))
    service.check(at(L2))
    service.complete("A1", at(L2, 8), evidence="Minutes")
    with Post() as sink:
        deliver(service, sink, at(L2, 9))
        (mail,) = sink.to(BOARD.address)
    assert read(mail)["Subject"] == "Invented plan: A2 to the Board, 10 working days late"
    assert untold(service, "A1")["L2"] == "lapsed"
    assert untold(service, "A2")["L2"] is None


def test_what_is_in_doubt_says_the_same_again(database: Engine) -> None:
    service = two_late(database)
    with Post(after_body={OWNER.address: DROP}) as sink:
        assert deliver(service, sink, PLANNED).outcomes == {"ambiguous": 1}
        service.complete("A1", BETWEEN)
        sink.after_body.clear()
        assert deliver(service, sink, SENT).outcomes == {"accepted": 1}
        first, second = sink.to(OWNER.address)
    assert first.raw == second.raw
    assert [n.kind for n in service.notices()] == [NoticeKind.DIGEST]


def test_what_was_refused_for_now_is_made_anew(database: Engine) -> None:
    service = two_late(database)
    with Post(at_rcpt={OWNER.address: "451 4.7.1 later"}) as sink:
        assert deliver(service, sink, PLANNED).outcomes == {"transient": 1}
        (notice,) = service.notices()
        assert (notice.content, notice.content_sha256) == (None, None)
        service.complete("A1", BETWEEN)
        sink.at_rcpt.clear()
        assert deliver(service, sink, SENT).outcomes == {"accepted": 1}
        assert told(sink) == ["A2"]


def test_a_summary_counts_what_it_lists(
    database: Engine,
) -> None:
    service = live_plan(database, an_action("A1", DUE), an_action("A2", DUE))
    service.check(PLANNED)
    service.complete("A1", BETWEEN, evidence="Minutes")
    with Post() as sink:
        deliver(service, sink, SENT)
        (mail,) = sink.to(DIRECTOR.address)
        text = read(mail).get_body(("plain",))
    assert text is not None
    said = " ".join(text.get_content().split())
    assert "Your owners have 1 open action: 1 is late" in said
    assert "Do what A2 says" in said
    assert "Do what A1 says" not in said
