"""Responsible for two previews side by side: what a change of policy would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.daily.preview import Mention, NoticeAhead, Preview
from rules.ladder.policy import Audience
from rules.text import by_number
from rules.words import short_day

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One day and one person or board: what they would be told now, and then."""

    on: date
    name: str
    address: str
    now: tuple[Mention, ...]
    then: tuple[Mention, ...]
    summaries: tuple[str, str] = ("", "")
    """What a weekly summary counts now, and then; a policy changes none."""

    @property
    def differs(self) -> bool:
        """Say whether the change would change it."""
        return set(self.now) != set(self.then)


@dataclass(frozen=True, slots=True)
class BoardMove:
    """When an action first reaches the board; None if not within the days played."""

    plan: str
    ref: str
    now: date | None
    then: date | None

    @property
    def change(self) -> str:
        """Return how that changes in words, or nothing; what lies beyond the days is not known."""
        if self.now == self.then:
            return ""
        if self.then is None:
            return "no more in these days"
        if self.now is None:
            return "new in these days"
        return "earlier" if self.then < self.now else "later"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What would be told now, and then."""

    rows: tuple[Row, ...]
    totals: tuple[tuple[str, int, int], ...]
    """(audience, notices now, notices then); a notice counts for each audience that it speaks to."""
    board: tuple[BoardMove, ...]
    """Every action that reaches its board, now or then."""
    problems: tuple[str, ...] = ()
    """Actions that could not be decided by then."""


def side_by_side(now: Preview, then: Preview) -> SideBySide:
    """Return two previews of the same days, row by row."""
    return SideBySide(
        rows=tuple(_rows(now, then)),
        totals=tuple(_totals(now, then)),
        board=tuple(_board(now, then)),
        problems=then.problems,
    )


def totals(preview: Preview) -> dict[Audience, int]:
    """Return how many notices speak to each audience, in the order of audiences; only those told."""
    found: dict[Audience, int] = {}
    for audience in Audience:
        number = sum(
            any(mention.audience is audience for mention in notice.mentions)
            or (audience is Audience.SUMMARY and bool(notice.summary))
            for day in preview.days
            for notice in day.notices
            if notice.is_sent
        )
        if number:
            found[audience] = number
    return found


def first_board_notices(preview: Preview) -> dict[Key, date]:
    """Return the day on which each action first reaches its board, by plan key and reference."""
    found: dict[Key, date] = {}
    for day in preview.days:
        for notice in day.notices:
            for mention in notice.mentions:
                if mention.audience is Audience.BOARD:
                    found.setdefault((mention.plan, mention.ref), day.on)
    return found


def _rows(now: Preview, then: Preview) -> Iterator[Row]:
    before, after = _by_reader(now), _by_reader(then)
    for key in sorted({*before, *after}):
        shown = before.get(key) or after[key]
        nothing = NoticeAhead(shown.name, shown.address, ())
        now_told, then_told = before.get(key, nothing), after.get(key, nothing)
        yield Row(
            key[0],
            shown.name,
            shown.address,
            now_told.mentions,
            then_told.mentions,
            (now_told.summary, then_told.summary),
        )


def _by_reader(preview: Preview) -> Mapping[tuple[date, bool, str, str], NoticeAhead]:
    """Return each notice by day and reader; boards after people."""
    return {
        (
            day.on,
            not notice.address,
            notice.address.lower() or notice.mentions[0].plan,
            notice.name,
        ): notice
        for day in preview.days
        for notice in day.notices
    }


def _totals(now: Preview, then: Preview) -> Iterator[tuple[str, int, int]]:
    before, after = totals(now), totals(then)
    for audience in Audience:
        if audience in before or audience in after:
            yield audience.value, before.get(audience, 0), after.get(audience, 0)
    yield "all notices", now.notices, then.notices


def _board(now: Preview, then: Preview) -> Iterator[BoardMove]:
    before, after = first_board_notices(now), first_board_notices(then)
    for key in sorted({*before, *after}, key=lambda key: (key[0], by_number(key[1]))):
        yield BoardMove(*key, before.get(key), after.get(key))


def said_of_board(move: BoardMove, last: date) -> tuple[str, str]:
    """Return when an action first reaches the board now, and then, in words."""
    never = f"not by {short_day(last)}"
    now, then = (short_day(on) if on else never for on in (move.now, move.then))
    return now, then
