"""The example's story: what it leaves, and that it can be cut short and played again."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from followthrough import clock
from followthrough.laptop import example
from followthrough.laptop.mailbox import Mailbox, listening
from models.audit import verify
from models.notice import Notice
from models.run import Run
from models.session import reading
from rules.calendar import LONDON, local_date
from rules.problems import BadInput
from tests.builders.places import a_place

FROM = "from=followthrough@middlesbrough.example&name=Followthrough"


class CutShortError(Exception):
    pass


def play(engine: Engine, data: Path, *, until: int = 26) -> None:
    def progressed(done: int, days: int) -> None:
        assert days == 26, "22 November to 31 December 2018"
        if done == until < days:
            raise CutShortError

    with listening(Mailbox(data / "mailbox")) as port:
        url = f"mailto://127.0.0.1:{port}/?{FROM}"
        example.play(a_place(engine, data=data, mail_url=url), progressed=progressed)


def sent(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        found = session.exec(select(Notice).order_by(col(Notice.dedup_key)))
        return [(n.dedup_key, n.state) for n in found]


def test_the_story_ends_at_seven_on_2_january_2019(database: Engine, tmp_path: Path) -> None:
    assert example.is_wanted(a_place(database, data=tmp_path))
    play(database, tmp_path)
    assert not example.is_wanted(a_place(database, data=tmp_path))
    now = clock.clock(tmp_path)()
    assert local_date(now).isoformat() == "2019-01-02"
    assert 0 <= (now - datetime(2019, 1, 2, 7, tzinfo=LONDON)).total_seconds() < 60
    with reading(database) as session:
        assert len(session.exec(select(Run)).all()) == 26
        assert verify(session, 1) is None
    mails = Counter(str(m["X-Envelope-To"]) for m in Mailbox(tmp_path / "mailbox").messages())
    assert mails["karen.whitfield@teesmouth-health.example"] == 5, (
        "L1 of A5 on 21 December, and four weekly summaries"
    )
    assert mails["spb.secretariat@middlesbrough.example"] == 3, (
        "December's pack ahead and on its day, January's ahead, no Board notice"
    )


def test_a_story_cut_short_is_finished_without_a_second_notice(
    database: Engine, tmp_path: Path
) -> None:
    with pytest.raises(CutShortError):
        play(database, tmp_path, until=12)
    with pytest.raises(BadInput, match="not finished"):
        clock.clock(tmp_path)
    half = len(list(Mailbox(tmp_path / "mailbox").messages()))
    assert example.is_wanted(a_place(database, data=tmp_path))
    play(database, tmp_path)
    mails = [str(m["Message-ID"]) for m in Mailbox(tmp_path / "mailbox").messages()]
    assert half > 0
    assert len(mails) == len(set(mails)) == 82
    assert {state for _, state in sent(database)} == {"sent"}
