"""Responsible for the parts that the URLs of all channels share."""

from ipaddress import ip_address

MOST_PATIENCE = 20.0
"""All answers to one message together must come well within its lease (outbox.LEASE)."""


class BadPartError(ValueError):
    """A part of a URL can't be used: what is wrong and what to write, without its secrets."""


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
