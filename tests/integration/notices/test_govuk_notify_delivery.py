"""Notices leave by GOV.UK Notify as they do by a mail server; what is in doubt is looked up."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from followthrough.notices import delivery
from followthrough.notices.ways import ways_of
from followthrough.settings import Settings
from models.notice import NoticeState
from notifications.outbox import GRACE
from tests.builders.cast import L0, live_plan
from tests.builders.plans import OWNER, Service, at
from tests.servers.govuk_notify import NO_KEY, Notify


def deliver(service: Service, notify: Notify, now: datetime) -> delivery.Delivered:
    ways = ways_of(Settings(mail_url=notify.channel))
    return delivery.deliver(service.place(now), ways)


def planned(database: Engine) -> Service:
    service = live_plan(database, directed=False)
    service.check(at(L0))
    return service


def test_a_digest_leaves_by_notify(database: Engine, notify: Notify) -> None:
    service = planned(database)
    assert deliver(service, notify, at(L0)).sent == 1
    (mail,) = notify.stored
    (notice,) = service.notices()
    assert (mail["email_address"], mail["reference"]) == (OWNER.address, notice.message_id)
    assert mail["personalisation"]["subject"] == notice.subject
    assert notice.state == NoticeState.SENT


def test_a_mail_whose_answer_was_lost_is_looked_up_and_not_sent_again(
    database: Engine, notify: Notify
) -> None:
    service = planned(database)
    notify.hangs_up = True
    assert deliver(service, notify, at(L0)).outcomes == {"ambiguous": 1}
    notify.hangs_up = False
    assert deliver(service, notify, at(L0)).outcomes == {}, "it may still be on its way"
    assert deliver(service, notify, at(L0) + GRACE).outcomes == {"accepted": 1}
    assert len(notify.stored) == 1
    (notice,) = service.notices()
    assert (notice.state, notice.reply) == (
        NoticeState.SENT,
        "found delivered when it was asked for",
    )


def test_a_mail_that_is_not_there_is_sent_again(database: Engine, notify: Notify) -> None:
    service = planned(database)
    notify.hangs_up = True
    deliver(service, notify, at(L0))
    notify.hangs_up = False
    notify.stored.clear()
    assert deliver(service, notify, at(L0) + GRACE).sent == 1
    assert len(notify.stored) == 1


def test_a_wrong_key_pauses_the_lane(database: Engine, notify: Notify) -> None:
    service = planned(database)
    notify.answers["GET /v2/template/9d751e0e-f929-4891-82a1-a3e1c3c18ee3"] = NO_KEY
    done = deliver(service, notify, at(L0))
    assert [said.split(":")[0] for said in done.shut] == ["Setting FOLLOWTHROUGH_MAIL_URL"]
    notify.answers.clear()
    assert deliver(service, notify, at(L0) + timedelta(minutes=20)).sent == 2, "and the alarm"
    assert service.notices()[0].attempts == 1
