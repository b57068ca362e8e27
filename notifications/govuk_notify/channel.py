"""Responsible for what a URL says of GOV.UK Notify."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GovukNotify:
    """GOV.UK Notify, by one of a service's e-mail templates; whom its mail is from is set there."""

    api_key: str = field(repr=False)
    template_id: str
    reply_to_id: str
    """Of an address that the service has registered for replies; empty for its default."""
    base_url: str
    timeout: float
    """Seconds that any one answer may take."""
