"""Responsible for the pack's charts: where each bar and dot stands, and the same in words.

The figures are those of `Contents.charts`; templates/pack/charts.svg.j2 draws what is laid out
here, once for every format that takes SVG.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import jinja2
from markupsafe import Markup

from followthrough.packs.writers.typeface import clip, fit, plain, width
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag
from rules.packs.contents import Contents
from rules.packs.edition import Section
from rules.words import count, month, short_day
from templates import COMPILED, FOLDER

WIDE, LABEL, RIGHT, TOP, ROW, SIZE = 720, 210, 44, 44, 30, 15
"""Of a picture: its width, the room for labels, for totals and for the key, a row, its letters."""
NO_KEY = 8
"""Where the first row is of a chart that needs no key."""
SHOWN = {
    Section.SUMMARY: ("status", "slippage", "ladder"),
    Section.PROGRESS: ("leads", "themes"),
}
"""In which section each chart stands, in every format."""
MOST_ROWS = 15
"""More would be no picture any more; the rest is counted in a sentence."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a rating is drawn beside its colour: a letter, and that letter's colour."""

    letter: str
    fill: str
    ink: str


LOOKS = {
    Brag.RED: Look("R", "#A8182B", "#FFFFFF"),
    Brag.AMBER: Look("A", "#F6B400", "#0B0C0C"),
    Brag.GREEN: Look("G", "#1F7A5A", "#FFFFFF"),
    NO_UPDATE: Look("G", "#1F7A5A", "#FFFFFF"),
    Brag.BLUE: Look("B", "#12436D", "#FFFFFF"),
    Brag.GREY: Look("\u2013", "#E3E6E8", "#0B0C0C"),
}
"""Colour-blind-safe; Grey's letter is a dash, since G is Green."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar; `said` is empty where it is too narrow for letters."""

    brag: str
    look: Look
    x: float
    width: float
    said: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: label, parts, and its total behind them."""

    label: str
    y: int
    segments: tuple[Segment, ...]
    total: int
    end: float


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """A row of the slippage chart: where its dates stand; no forecast is None."""

    label: str
    y: int
    baseline: float
    current: float
    forecast: float | None
    end: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its words: `said` tells all its figures."""

    name: str
    title: str
    said: str
    kind: str
    height: int
    rows: tuple[Bar, ...] | tuple[Dumbbell, ...]
    left: str = ""
    right: str = ""
    """What stands at both ends of an axis of dates."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart drawn: its file's text, and the words for those who can't see it."""

    name: str
    title: str
    alternative: str
    svg: str


def pictures(pack: Contents) -> tuple[Picture, ...]:
    """Return the pack's charts as SVG, each with its alternative text; those without figures never."""
    draw = _macros()
    return tuple(Picture(one.name, one.title, one.said, str(draw(one))) for one in charts(pack))


def shown_in(section: Section, drawn: tuple[Picture, ...]) -> list[Picture]:
    """Return those of the pictures that stand in a section."""
    return [one for one in drawn if one.name in SHOWN.get(section, ())]


def charts(pack: Contents) -> tuple[Chart, ...]:
    """Return the charts that the pack has figures for, laid out."""
    figures = pack.charts
    laid = (
        stacked(
            "status",
            "Ratings at each cut-off",
            [(short_day(one.as_of), one.numbers) for one in figures.status[-MOST_ROWS:]],
        ),
        _slippage(pack),
        stacked("leads", "Actions by lead", [(one.name, one.numbers) for one in figures.by_lead]),
        stacked(
            "themes", "Actions by theme", [(one.name, one.numbers) for one in figures.by_theme]
        ),
        _ladder(pack),
    )
    return tuple(one for one in laid if one and one.rows)


def stacked(name: str, title: str, rows: Sequence[tuple[str, tuple[int, ...]]]) -> Chart:
    """Return bars of ratings, one a row, as long as their totals; at most MOST_ROWS of them."""
    shown = rows[:MOST_ROWS]
    most = max((sum(numbers) for _, numbers in shown), default=0) or 1
    bars = tuple(_bar(label, index, numbers, most) for index, (label, numbers) in enumerate(shown))
    told = "; ".join(f"{_line(label)}: {_in_words(numbers)}" for label, numbers in shown)
    return Chart(name, title, f"{title}. {told}.{_rest(rows)}", "stacked", _height(bars), bars)


def _bar(label: str, index: int, numbers: tuple[int, ...], most: int) -> Bar:
    unit = (WIDE - LABEL - RIGHT) / most
    x, segments = float(LABEL), []
    for (brag, _), number in zip(BRAG_KEY, numbers, strict=True):
        if number:
            long = number * unit
            look = LOOKS[brag]
            said = f"{look.letter} {number}"
            fits = width(said, SIZE) <= long
            segments.append(Segment(str(brag), look, _tidy(x), _tidy(long), said if fits else ""))
            x += long
    label = clip(_line(label), SIZE, LABEL - 12)
    return Bar(label, TOP + index * ROW, tuple(segments), sum(numbers), _tidy(x + 6))


def _slippage(pack: Contents) -> Chart | None:
    slips = pack.charts.slippage
    shown = slips[:MOST_ROWS]
    if not shown:
        return None
    days = [day for one in shown for day in (one.baseline, one.current, one.forecast) if day]
    first, last = min(days), max(days)
    end = LABEL + _along(last, first, last)
    rows = tuple(
        Dumbbell(
            label=clip(_line(one.ref), SIZE, LABEL - 12),
            y=TOP + index * ROW,
            baseline=LABEL + _along(one.baseline, first, last),
            current=LABEL + _along(one.current, first, last),
            forecast=LABEL + _along(one.forecast, first, last) if one.forecast else None,
            end=_tidy(end + 14),
            said=str(one.working_days),
        )
        for index, one in enumerate(shown)
    )
    told = "; ".join(
        f"{_line(one.ref)}: from {short_day(one.baseline)} to {short_day(one.current)}"
        + (f", forecast {short_day(one.forecast)}" if one.forecast else ", no forecast")
        + f", {count(one.working_days, 'working day')}"
        for one in shown
    )
    title = "Slippage from the first date, in working days"
    return Chart(
        name="slippage",
        title=title,
        said=f"{title}. {told}.{_rest(slips)}",
        kind="dumbbell",
        height=_height(rows) + ROW,
        rows=rows,
        left=short_day(first),
        right=short_day(last),
    )


def _ladder(pack: Contents) -> Chart:
    told = pack.charts.ladder[-MOST_ROWS:]
    most = max((one.number for one in told), default=0) or 1
    unit = (WIDE - LABEL - RIGHT) / most
    bars = tuple(
        Bar(
            label=clip(f"{month(one.month)}, rung {_line(one.rung)}", SIZE, LABEL - 12),
            y=NO_KEY + index * ROW,
            segments=(Segment("", LOOKS[Brag.BLUE], LABEL, _tidy(one.number * unit), ""),),
            total=one.number,
            end=_tidy(LABEL + one.number * unit + 6),
        )
        for index, one in enumerate(told)
    )
    words = "; ".join(f"{month(one.month)}, rung {_line(one.rung)}: {one.number}" for one in told)
    title = "Ladder: actions told of, by month and rung"
    return Chart("ladder", title, f"{title}. {words}.", "ladder", _height(bars, NO_KEY), bars)


def _along(day: date, first: date, last: date) -> float:
    room = WIDE - LABEL - RIGHT - 20
    return _tidy(10 + room * (day - first).days / ((last - first).days or 1))


def _height(rows: Sequence[object], top: int = TOP) -> int:
    return top + ROW * len(rows) + 8


def _in_words(numbers: tuple[int, ...]) -> str:
    parts = [f"{n} {brag}" for (brag, _), n in zip(BRAG_KEY, numbers, strict=True) if n]
    return ", ".join(parts) or "none"


def _rest(rows: Sequence[object]) -> str:
    more = len(rows) - MOST_ROWS
    return f" {count(more, 'more row')} not drawn." if more > 0 else ""


def _line(text: str) -> str:
    """Return a label on one line, as the typeface can draw it."""
    return " ".join(fit(plain(text)).split()) or "(blank)"


def _tidy(number: float) -> float:
    return round(number, 1)


def key() -> Iterable[tuple[str, Look, float]]:
    """Return each rating with its look and where it stands in a chart's key."""
    x = float(LABEL)
    for brag, _ in BRAG_KEY:
        yield str(brag), LOOKS[brag], _tidy(x)
        x += width(f"{brag} ({LOOKS[brag].letter})", SIZE) + 34


@cache
def _macros() -> Callable[[Chart], Markup]:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "pack"),
        bytecode_cache=COMPILED,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(WIDE=WIDE, LABEL=LABEL, TOP=TOP, ROW=ROW, SIZE=SIZE, key=tuple(key()))
    drawn = env.get_template("charts.svg.j2").module
    return drawn.chart  # type: ignore[attr-defined,no-any-return] # macros are made at run time
