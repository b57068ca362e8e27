"""Responsible for the parts that the URLs of all channels share."""

from ipaddress import ip_address

MOST_PATIENCE = 20.0
"""All answers to one message together must come well within its lease (outbox.LEASE)."""


class BadPartError(ValueError):
    """A part of a URL can't be used: what is wrong and what to write, without its secrets."""


def patience(seconds: float) -> float:
    """Return the seconds of an `rto=`; raise BadPartError unless an answer may take so long."""
    if not 1 <= seconds <= MOST_PATIENCE:
        raise BadPartError(
            f"has an rto= that is not a number of seconds from 1 to {MOST_PATIENCE:g}."
        )
    return seconds


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
