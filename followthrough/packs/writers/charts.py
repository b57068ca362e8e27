"""Responsible for the pack's charts: where each bar and dot stands, and the same in words.

The figures are those of `Contents.charts`; templates/pack/charts.svg.j2 draws what is laid out
here, once for every format that takes SVG.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import jinja2
from markupsafe import Markup

from followthrough.packs.writers.typeface import clip, fit, plain, width
from rules.packs.brag import BRAG_KEY, NO_UPDATE, Brag
from rules.packs.contents import Contents
from rules.packs.edition import Depth, Section
from rules.packs.row import Row
from rules.packs.sections import Group
from rules.words import brief_day, count, short_day
from templates import COMPILED, FOLDER

WIDE, LABEL, RIGHT, TOP, ROW, SIZE = 720, 210, 44, 40, 28, 15
"""Of a picture: its width, the room for labels, for totals and for the key, a row, its letters."""
FIGURE = 170
"""Of the slippage chart: the room for a figure and its words behind the dates."""
_BETWEEN = 34
"""Between what the key says of two ratings: the shape, and some room."""
_APART = 8
"""Between two lines of hatching."""
LEAST = 3
"""Actions that each person of a chart must hold: of fewer a chart would be about the person."""
MOST_ROWS = 15
"""More would be no picture any more; the rest is counted in a sentence."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a rating is drawn beside its colour: a letter, and that letter's colour."""

    letter: str
    fill: str
    ink: str
    is_hatched: bool = False


LOOKS = {
    Brag.RED: Look("R", "#A8182B", "#FFFFFF"),
    Brag.AMBER: Look("A", "#F6B400", "#0B0C0C"),
    Brag.GREEN: Look("G", "#1F7A5A", "#FFFFFF"),
    NO_UPDATE: Look("G", "#1F7A5A", "#0B0C0C", is_hatched=True),
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
    room: float
    """How wide what is said is: on hatching it stands on white."""


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
    late_to: float | None
    """Where lateness ends: at the day of the position; None while the action is not late."""
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
    key: tuple[tuple[str, Look, float], ...] = ()
    """Of bars, each rating with its look and where it stands above them."""
    left: str = ""
    right: str = ""
    """What stands at both ends of an axis of dates."""
    position: float = 0
    """Where the day of the position stands on that axis."""


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


def charts(pack: Contents) -> tuple[Chart, ...]:
    """Return the charts that the pack has figures for and its edition shows, laid out."""
    figures = pack.charts
    laid: list[Chart | None] = []
    if pack.edition.depth(Section.SUMMARY):
        months = [
            (brief_day(one.as_of), by_kind(one.numbers, one.silent))
            for one in figures.status[-MOST_ROWS:]
        ]
        laid += [stacked("status", "Actions by rating in each pack", months)] if months[2:] else []
        laid += [_slippage(pack)]
    if pack.edition.depth(Section.PROGRESS) is Depth.FULL:
        if figures.by_lead and all(one.total >= LEAST for one in figures.by_lead):
            laid.append(_of_groups("leads", "Actions by lead", figures.by_lead, pack))
        laid.append(_of_groups("themes", "Actions by theme", figures.by_theme, pack))
    return tuple(one for one in laid if one and one.rows)


def _of_groups(name: str, title: str, groups: Sequence[Group], pack: Contents) -> Chart:
    silent = {row.ref for row in pack.actions if row.kind == NO_UPDATE}
    rows = [
        (one.name, by_kind(one.numbers, sum(ref in silent for ref in one.refs))) for one in groups
    ]
    return stacked(name, title, rows)


Kinds = dict[str, int]
"""How many actions have which rating, in the order of the key; Green without an update apart."""


def by_kind(numbers: tuple[int, ...], silent: int) -> Kinds:
    """Return how many actions have which rating, of which so many Green ones had no update."""
    kinds: Kinds = {}
    for (brag, _), number in zip(BRAG_KEY, numbers, strict=True):
        without = silent if brag is Brag.GREEN else 0
        kinds[brag] = number - without
        if without:
            kinds[NO_UPDATE] = without
    return kinds


def stacked(name: str, title: str, rows: Sequence[tuple[str, Kinds]]) -> Chart:
    """Return bars of ratings, one a row, as long as their totals; at most MOST_ROWS of them."""
    shown = rows[:MOST_ROWS]
    most = max((sum(kinds.values()) for _, kinds in shown), default=0) or 1
    bars = tuple(_bar(label, index, kinds, most) for index, (label, kinds) in enumerate(shown))
    told = "; ".join(f"{_line(label)}: {_in_words(kinds)}" for label, kinds in shown)
    said = f"{title}. {told}.{_rest(rows)}"
    return Chart(name, title, said, "stacked", _height(bars), bars, _key(bars))


def _bar(label: str, index: int, kinds: Kinds, most: int) -> Bar:
    unit = (WIDE - LABEL - RIGHT) / most
    x, segments = float(LABEL), []
    for kind, number in kinds.items():
        if number:
            long = number * unit
            look = LOOKS[kind]
            said = f"{look.letter} {number}"
            room = width(said, SIZE)
            said = said if room <= long else ""
            segments.append(Segment(kind, look, _tidy(x), _tidy(long), said, _tidy(room)))
            x += long
    label = clip(_line(label), SIZE, LABEL - 12)
    return Bar(label, TOP + index * ROW, tuple(segments), sum(kinds.values()), _tidy(x + 6))


def _slippage(pack: Contents) -> Chart | None:
    slips, as_of = pack.charts.slippage, pack.occasion.as_of
    shown = slips[:MOST_ROWS]
    if not shown:
        return None
    found = {row.ref: row for row in pack.actions}
    days = [day for one in shown for day in (one.baseline, one.current, one.forecast) if day]
    first, last = min(*days, as_of), max(*days, as_of)
    along = partial(_along, first=first, last=last)
    rows = tuple(
        Dumbbell(
            label=_line(one.ref),
            y=TOP + index * ROW,
            baseline=along(one.baseline),
            current=along(one.current),
            late_to=along(as_of) if found[one.ref].days_late is not None else None,
            forecast=along(one.forecast) if one.forecast else None,
            end=WIDE - FIGURE + 14,
            said=_slipped(found[one.ref]),
        )
        for index, one in enumerate(shown)
    )
    told = "; ".join(
        f"{_line(one.ref)}: from {short_day(one.baseline)} to {short_day(one.current)}"
        + (f", forecast {short_day(one.forecast)}" if one.forecast else ", no forecast")
        + f", {_slipped(found[one.ref])} in working days"
        for one in shown
    )
    title = "Late and moved actions, from their first dates"
    return Chart(
        name="slippage",
        title=title,
        said=f"{title}. {told}.{_rest(slips)}",
        kind="dumbbell",
        height=_height(rows) + ROW,
        rows=rows,
        left=brief_day(first),
        right=brief_day(last),
        position=along(as_of),
    )


def _slipped(row: Row) -> str:
    """Return the figure of the slippage chart with what it counts."""
    if row.days_late is not None:
        return f"{row.days_late} late now"
    if row.forecast_late:
        return f"{row.forecast_late} late by forecast"
    return f"{row.slippage} moved"


def _along(day: date, first: date, last: date) -> float:
    room = WIDE - LABEL - FIGURE - 20
    return _tidy(LABEL + 10 + room * (day - first).days / ((last - first).days or 1))


def _height(rows: Sequence[object], top: int = TOP) -> int:
    return top + ROW * len(rows) + 8


def _in_words(kinds: Kinds) -> str:
    parts = []
    for brag, _ in BRAG_KEY:
        without = kinds.get(NO_UPDATE, 0) if brag is Brag.GREEN else 0
        if number := kinds.get(brag, 0) + without:
            told = f" ({without} without an update)" if without else ""
            parts.append(f"{number} {brag}{told}")
    return ", ".join(parts) or "none"


def _rest(rows: Sequence[object]) -> str:
    more = len(rows) - MOST_ROWS
    return f" {count(more, 'more row')} not drawn." if more > 0 else ""


def _line(text: str) -> str:
    """Return a label on one line, as the typeface can draw it."""
    return " ".join(fit(plain(text)).split()) or "(blank)"


def _tidy(number: float) -> float:
    return round(number, 1)


def _key(bars: Sequence[Bar]) -> tuple[tuple[str, Look, float], ...]:
    """Return the key above bars, as far left as it must begin; what is hatched only if a bar has it."""
    drawn = {part.brag for bar in bars for part in bar.segments}
    kinds = [one for one in LOOKS if one != NO_UPDATE or one in drawn]
    rooms = [width(f"{one} ({LOOKS[one].letter})", SIZE) + _BETWEEN for one in kinds]
    begin = min(LABEL, WIDE - sum(rooms))
    return tuple(
        (str(one), LOOKS[one], _tidy(begin + sum(rooms[:at]))) for at, one in enumerate(kinds)
    )


def _hatching(x: float, y: float, wide: float, high: float) -> str:
    """Return a path of the outline of a box and of lines aslant within it."""
    lines = [f"M{x} {y}h{wide}v{high}h-{wide}Z"]
    for at in range(_APART, int(wide + high), _APART):
        begin, end = min(at, wide), max(at - high, 0)
        lines.append(
            f"M{_tidy(x + begin)} {_tidy(y + at - begin)}L{_tidy(x + end)} {_tidy(y + at - end)}"
        )
    return "".join(lines)


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
    env.globals.update(
        WIDE=WIDE, LABEL=LABEL, FIGURE=FIGURE, TOP=TOP, ROW=ROW, SIZE=SIZE, hatching=_hatching
    )
    drawn = env.get_template("charts.svg.j2").module
    return drawn.chart  # type: ignore[attr-defined,no-any-return] # macros are made at run time
