"""Responsible for the bank holidays of the United Kingdom's divisions."""

from datetime import date

import holidays

DIVISIONS = {
    "England": "ENG",
    "Wales": "WLS",
    "Scotland": "SCT",
    "Northern Ireland": "NIR",
}
"""Each division with the code that the `holidays` package knows it by."""


def bank_holidays(division: str, first: int, last: int) -> dict[date, str]:
    """Return the bank holidays of a division by date, from one year to another, both included.

    The division is always named: plain `GB` omits Easter Monday and the August holiday.
    """
    known = holidays.country_holidays(
        "GB", subdiv=DIVISIONS[division], years=range(first, last + 1), language="en_GB"
    )
    return dict(known)
