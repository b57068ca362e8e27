"""Responsible for the dates that a flow is given: in a year that a plan can mean."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from rules.years import FIRST_YEAR, LAST_YEAR, is_known


def _in_a_known_year(day: date) -> date:
    if not is_known(day):
        raise ValueError(f"check the year, which must be from {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, AfterValidator(_in_a_known_year)]
