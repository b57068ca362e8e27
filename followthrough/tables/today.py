"""Responsible for the page that an administrator opens first, in Markdown."""

from collections.abc import Sequence
from itertools import groupby

from followthrough.daily.today import MOST_SHOWN, Sent, Today, Waiting
from followthrough.tables.markdown import Markdown, address, bullets, filled, table
from rules.notices.lines import Line
from rules.problems import InWords, Sentence
from rules.words import WITHHELD, count, long_day, moment, short_day
from rules.words import late as late_by

PAGE = """# Today, {day}

**{late} {are} late. {sent}. {waits} for a person.**

As of {moment} in London. {plans}, {actions}.

## Waits for a person

{waiting}

## Late now: {late_now}

{overdue}

## Sent today: {number_sent}

{told}

## The next five working days, if nothing is recorded

{coming}

## More

{links}
"""
LINKS = {
    "Mails of today, each with its state": "/artifacts/key/notices",
    "What is late, and what the last check decided": "/artifacts/key/due-dates",
    "Who was asked for an update, and has answered": "/artifacts/key/rounds",
    "Packs and their files": "/artifacts/key/pack",
    "Every run": "/runs",
    "What runs when, and what can be run by hand": "/deployments",
}
"""Pages of Prefect; its artifacts are in no menu."""


def today_as_markdown(found: Today, stuck: Sequence[str | Sentence], in_words: InWords) -> Markdown:
    """Return the page; `stuck` says of each notice that needs a person what Prefect may keep."""
    late, waits = len(found.late), len(found.waiting) + len(stuck)
    waiting = (*(Waiting(in_words(said), "", None) for said in stuck), *found.waiting)
    return filled(
        PAGE,
        day=long_day(found.now.date()),
        late=count(late, "action"),
        are="is" if late == 1 else "are",
        sent=_numbers(found),
        waits=f"{count(waits, 'thing')} wait{'s' if waits == 1 else ''}",
        moment=moment(found.now),
        plans=", ".join(found.plans) or "No plan is live",
        actions=count(found.actions, "action"),
        waiting=_waiting(waiting),
        late_now=late,
        overdue=_overdue(found.late),
        number_sent=found.number_sent,
        told=sent_as_markdown(found.sent),
        coming=_coming(found),
        links=bullets(_link(said, to) for said, to in LINKS.items()),
    )


def sent_as_markdown(sent: Sequence[Sent]) -> Markdown:
    """Return the notices of a day as a table."""
    told = ((one.to, one.state, one.says) for one in sent)
    return table(("To", "State", "What it says"), told) if sent else filled("Nothing.")


def _numbers(found: Today) -> str:
    went = found.number_sent
    were = "was" if went == 1 else "were"
    return f"{count(went, 'notice')} {were} sent today, {found.number_wrong or 'none'} failed"


def _waiting(rows: Sequence[Waiting]) -> Markdown:
    told = [
        filled(
            "**{what}.** {who} {since}",
            what=row.what.rstrip("."),
            who=f"{row.who}." if row.who else "",
            since=f"Since {short_day(row.since)}." if row.since else "",
        )
        for row in rows
    ]
    return bullets(told or ("Nothing.",))


def _overdue(late: Sequence[Line]) -> Markdown:
    told = [
        filled(
            "**{ref}: {how}.** {owner}. {plan}. {title}. {follows}",
            ref=one.ref,
            how=late_by(one.days_late or 0),
            owner=one.owner or "No owner",
            plan=one.plan,
            title=one.title.rstrip("."),
            follows="" if one.title == WITHHELD else f"Next: {one.next}",
        )
        for one in late[:MOST_SHOWN]
    ]
    return bullets(told or ("Nothing.",))


def _coming(found: Today) -> Markdown:
    days = groupby(found.coming, key=lambda one: one.on)
    told = [
        filled("**{day}:** {what}.", day=short_day(on), what="; ".join(one.what for one in ones))
        for on, ones in days
    ]
    return bullets(told or ("Nothing.",))


def _link(said: str, to: str) -> Markdown:
    return filled("[{said}]({to})", said=said, to=address(to))
