"""Responsible for the events by which flows wake each other up; a lost one costs delay alone."""

from collections.abc import Sequence

from prefect.events import emit_event

QUEUED = "followthrough.notices.queued"
ROUND_CLOSED = "followthrough.round.closed"
BOARD_DATE_CHANGED = "followthrough.board-date.changed"


def announce_queued(number: int) -> None:
    """Wake the delivery up, if anything was queued; a lost event costs delay, never a notice."""
    if number:
        emit_event(
            QUEUED,
            resource={
                "prefect.resource.id": "followthrough.outbox",
                "prefect.resource.name": "Outbox",
            },
            payload={"queued": number},
        )


def announce_rounds_closed(boards: Sequence[str]) -> None:
    """Have the packs made whose paper deadline has come; a lost event costs a quarter of an hour."""
    if boards:
        emit_event(
            ROUND_CLOSED,
            resource={
                "prefect.resource.id": "followthrough.rounds",
                "prefect.resource.name": "Update rounds",
            },
            payload={"boards": list(boards)},
        )


def announce_board_date(plan: str, board: str) -> None:
    """Have the packs looked at that may be due by a new date; a lost event costs a day at most."""
    emit_event(
        BOARD_DATE_CHANGED,
        resource={
            "prefect.resource.id": f"followthrough.board.{plan}",
            "prefect.resource.name": board,
        },
        payload={"plan": plan, "board": board},
    )
