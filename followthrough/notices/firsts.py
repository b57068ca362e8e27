"""Responsible for whose first mail a notice is: it says what this is, and what is expected (row 249)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Text, exists, func, select
from sqlmodel import Session, col

from models.notice import Notice, NoticeKind, NoticeState
from models.session import each_of
from rules.notices.first import introduction

KINDS = (NoticeKind.DIGEST, NoticeKind.BOARD_NOTICE, NoticeKind.PACK)
"""Kinds of which the first to an address begins with who writes, and what is expected."""
MAY_BE_KNOWN = (NoticeState.SENT, NoticeState.SENDING, NoticeState.UNKNOWN)
"""States of a notice that was read, or may have been."""
Addressed = tuple[str, str]
"""A kind of notice, and an address."""


def unknown_to(session: Session, notices: Iterable[Notice]) -> dict[Addressed, int]:
    """Return which of these is the first of its kind to its address, by both; by what was ever sent."""
    found: dict[Addressed, int] = {}
    for notice in sorted(notices, key=lambda one: one.id or 0):
        if notice.kind in KINDS:
            found.setdefault((notice.kind, notice.recipient_address), notice.id or 0)
    for kind in {kind for kind, _ in found}:
        addresses = [address for of_kind, address in found if of_kind == kind]
        for address in _told_before(session, kind, addresses):
            del found[kind, address]
    return found


def _told_before(session: Session, kind: str, addresses: Iterable[str]) -> Iterable[str]:
    """Return the addresses to which one of a kind was sent; the search ends at the first of each."""
    each = each_of(session, addresses, Text())
    one = exists().where(
        col(Notice.recipient_address) == each,
        col(Notice.kind) == kind,
        # never by the index of states: nearly all were sent
        func.coalesce(col(Notice.state), "").in_(MAY_BE_KNOWN),
    )
    return session.execute(select(each).where(one)).scalars().all()


def introduced(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload of a first mail with the sentence that it begins with."""
    match kind:
        case NoticeKind.DIGEST:
            hears_as = [str(part["capacity"]) for part in payload["parts"]]
        case NoticeKind.BOARD_NOTICE:
            hears_as = ["board"]
        case _:
            hears_as = ["draft" if payload.get("draft") else "issued"]
    return {**payload, "first": introduction(payload["organisation"], hears_as)}
