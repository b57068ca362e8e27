"""Responsible for how one name may be spelled: what Word, Excel, keyboards and habits make of it."""

from functools import cache

from hypothesis import strategies as st

APOSTROPHES = "'\u2018\u2019\u201b\u02bb\u02bc\u00b4`\u2032\uff07\uff40"
SPACES = " \t\n\r\u00a0\u2002\u2009\u202f\u3000\u0085\u2028"
UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u00ad\u2066"


@st.composite
def spellings(draw: st.DrawFn, name: str) -> str:
    """Return a name spelled somehow: other case, spaces, apostrophes, and signs that can't be seen."""
    letters = [draw(_spelled(letter)) for letter in name]
    around = [draw(st.text(st.sampled_from(SPACES), max_size=2)) for _ in range(2)]
    return "".join((around[0], *letters, around[1]))


@cache
def _spelled(letter: str) -> st.SearchStrategy[str]:
    if letter == " ":
        return st.text(st.sampled_from(SPACES), min_size=1, max_size=3)
    if letter == "'":
        return st.sampled_from(APOSTROPHES)
    after = st.one_of(st.just(""), st.sampled_from(UNSEEN))
    return st.builds(str.__add__, st.sampled_from([letter, letter.upper(), letter.lower()]), after)
