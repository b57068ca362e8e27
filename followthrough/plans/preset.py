"""Responsible for what a plan answers: its areas and leads, and the statutory dates as proposals.

The four areas of an inspection of children's services are those of Ofsted's framework (Inspecting local
authority children's services, gov.uk; care leavers apart since January 2023; no overall grade since
April 2026). Its 70 and 20 working days are an Ofsted spokesperson's of 16 August 2018, whether they
hold still a person confirms. The nine quality statements are the Care Quality Commission's, as the Local
Government Association lists them. Of an Area SEND priority action plan (framework and handbook, 6 June
2025) no span is known for sure, so none is proposed; council and integrated care board lead it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from followthrough.plans.bank_holidays import bank_holidays
from followthrough.plans.file.rows import PlanFile
from followthrough.reading.yaml_file import read_text, read_yaml
from followthrough.reading.yaml_value import Problems, Value
from rules.calendar import WorkingCalendar
from rules.deadlines import working_days_after
from rules.problems import BadInput
from rules.text import folded, quoted
from rules.words import listed, long_day

PRESETS = Path(__file__).with_name("presets.yaml")
MOST = 20
YEARS = 2
"""For which a statutory date is counted on."""
OTHERS = "others"
Groups = Mapping[str, tuple[str, ...]]
"""What each area or lead is called, with its other words."""


class Clock(NamedTuple):
    """A date that is counted from the day on which a report was received."""

    due: str
    working_days: int
    by: str


class Preset(NamedTuple):
    """What a kind of plan answers."""

    called: str
    areas: Groups
    leads: Groups
    clocks: tuple[Clock, ...]


def preset_called(name: str) -> Preset:
    """Return the preset with this name; raises BadInput with those there are."""
    known = _presets()
    if folded(name) not in known:
        raise BadInput(f"There is no preset {quoted(name)}; there are: {', '.join(known)}.")
    return known[folded(name)]


def by_preset(preset: Preset, plan: PlanFile, received: date | None) -> Iterator[str]:
    """Yield how a plan's actions lie in the areas and with the leads of a preset, and its dates."""
    yield f"{preset.called}:"
    if preset.areas:
        themes = [one.theme for one in plan.actions]
        counted = Counter(_area(theme, preset.areas) for theme in themes)
        yield f"Areas: {_counts(preset.areas, counted)}."
        strange = dict.fromkeys(one for one in themes if one and _area(one, preset.areas) == OTHERS)
        if strange:
            yield f"Themes that are none of these: {listed([*map(quoted, strange)], MOST)}."
    if preset.leads:
        bodies = {one.name: f"{one.name} {one.agency}" for one in plan.people}
        leads = (bodies.get(one.owner, one.owner) for one in plan.actions)
        yield f"Led by: {_counts(preset.leads, Counter(_lead(one, preset.leads) for one in leads))}."
    for one in preset.clocks:
        yield from _proposed(one, plan.division, received)


def _proposed(counted: Clock, division: str, received: date | None) -> Iterator[str]:
    """Yield when something would be due, for a person to confirm, with its counting."""
    if received is None:
        yield (
            f"To confirm: {counted.due}, {counted.working_days} working days after the report was received "
            f"(by {counted.by}). Say when, and the day is counted."
        )
        return
    last = received.year + YEARS
    days_off = frozenset(bank_holidays(division, received.year, last))
    calendar = WorkingCalendar(days_off, date(received.year, 1, 1), date(last, 12, 31))
    found = working_days_after(received, counted.working_days, calendar)
    yield f"Proposed for {counted.due}: {long_day(found.date)} (by {counted.by}). Please confirm it."
    yield from found.calculation


def _area(theme: str, areas: Groups) -> str:
    """Return the area that a theme is, by any of its names."""
    for area, also in areas.items():
        if folded(theme) in {folded(area), *map(folded, also)}:
            return area
    return OTHERS


def _lead(body: str, leads: Groups) -> str:
    """Return which kind of body leads, by the words that stand in its name; the last kind that fits."""
    fitting = [kind for kind, words in leads.items() if any(one in folded(body) for one in words)]
    return fitting[-1] if fitting else OTHERS


def _counts(groups: Groups, counted: Mapping[str, int]) -> str:
    return ", ".join(f"{one} {counted.get(one, 0)}" for one in (*groups, OTHERS))


@cache
def _presets() -> Mapping[str, Preset]:
    problems = Problems(PRESETS.name)
    entries = read_yaml(read_text(PRESETS), problems).items("preset", 1, MOST)
    found = dict(map(_preset, entries))
    problems.tell()
    return found


def _preset(entry: Value) -> tuple[str, Preset]:
    told = entry.fields({"name": "", "called": ""}, ("areas", "leads", "clocks"))
    clocks = (
        one.fields({"due": "", "working days": "", "by": ""})
        for one in _each(told["clocks"], "clock")
    )
    return told["name"].text(), Preset(
        told["called"].text(),
        dict(_group(one) for one in _each(told["areas"], "area")),
        dict(_group(one) for one in _each(told["leads"], "lead")),
        tuple(
            Clock(one["due"].text(), one["working days"].whole(1, 400) or 0, one["by"].text())
            for one in clocks
        ),
    )


def _group(entry: Value) -> tuple[str, tuple[str, ...]]:
    told = entry.fields({"area": ""}, ("also",))
    return told["area"].text(), tuple(one.text() for one in _each(told["also"], "name"))


def _each(value: Value, noun: str) -> Iterable[Value]:
    return value.items(noun, 0, MOST) if value.node else ()
