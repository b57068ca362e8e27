"""Responsible for channels other than mail, such as a Teams workflow, through Apprise."""

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from notifications.deadline import LONGEST, Deadline, TooLongError, in_time
from notifications.outcome import Accepted, Outcome, Transient, one_line


@dataclass(frozen=True, slots=True)
class ChatChannel:
    """A channel other than mail, such as a Teams workflow, with its target in the URL."""

    name: str
    _plugin: Any = field(repr=False)
    longest: float = LONGEST
    """Seconds that one message may take in all."""

    def send(self, title: str, body: str) -> Outcome:
        """Return Accepted, or Transient with Apprise's words: it can't say what would last.

        Never raises for delivery problems. A message whose answer was lost, or did not come in
        time, is sent again later, so that chat is at least once.
        """
        try:
            return in_time(partial(self._sent, title, body), Deadline(self.longest))
        except TooLongError as late:
            return Transient(f"not accepted by {self.name}: {late}")

    def _sent(self, title: str, body: str) -> Outcome:
        import apprise  # noqa: PLC0415 - slow to import

        channel = apprise.Apprise()
        channel.add(self._plugin)
        capture = apprise.LogCapture(  # type: ignore[no-untyped-call]
            level=logging.WARNING, fmt="%(message)s"
        )
        with capture as said:
            taken = channel.notify(
                body=body,
                title=title,
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
            words = one_line(said.getvalue())
        if taken:
            return Accepted(f"accepted by {self.name}")
        return Transient(words or f"not accepted by {self.name}")


def chat_of(plugin: Any) -> ChatChannel:  # noqa: ANN401 - no common type
    """Return the channel of an Apprise plug-in."""
    plugin.retry = 0  # the outbox tries again, and knows when
    return ChatChannel(name=str(plugin.service_name), _plugin=plugin)
