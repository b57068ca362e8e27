"""Responsible for the roles that a plan names a person for."""

from enum import StrEnum


class Role(StrEnum):
    """What someone does for a plan as a whole, whoever owns its actions."""

    ADMINISTRATOR = "administrator"
    VALIDATOR = "validator"
    SECRETARY = "secretary"  #: of one of its boards
