"""Responsible for who is meant by the words in a column of owners; only an equal name decides."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from followthrough.plans.table.asked import BETWEEN_NAMES, Question
from followthrough.plans.table.profile import Profile, Several
from rules.text import folded, quoted

MOST_PROPOSALS = 3
NEAR, VERY_NEAR, MARGIN = 0.8, 0.9, 0.05
_BETWEEN = re.compile(r"\s*[;|\n]\s*")
"""What never stands within the name of one body."""
_MAYBE_BETWEEN = re.compile(r"\s*(?:[,/&+]|\band\b|\bwith\b)\s*", re.IGNORECASE)
"""What also stands within one, as in Tees, Esk and Wear Valley."""


SEVERAL = Question(
    "several owners",
    "",
    "Some cells name several owners. Is the first of each the lead officer, and the others "
    "contributors?",
    Several.LEAD_FIRST,
    tuple(Several),
)


class Meant(NamedTuple):
    """Who is meant, the lead officer first, and what is to be asked about it."""

    names: tuple[str, ...]
    question: Question | None = None


class Owners:
    """Those whose names are known, from other plans or from the profile."""

    def __init__(
        self,
        known: Iterable[str],
        column: Iterable[str],
        profile: Profile,
        posts: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        before: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Take the names known, all cells of the column, and who holds each post, by the post folded.

        `before` says who is meant by a name that somebody had before. Who stands alone in a cell is
        somebody.
        """
        self._posts = posts
        self._known: Mapping[str, str] = {**{folded(name): name for name in known}, **before}
        alone = (" ".join(cell.split()) for cell in column if not _MAYBE_BETWEEN.search(cell))
        self._alone = {folded(name): name for name in alone} | self._known
        self._profile = profile

    def know(self, name: str) -> bool:
        """Say whether somebody of that name is known."""
        return folded(name) in self._known

    def meant(self, words: str) -> Meant:
        """Return who is meant by the words of a cell, which may name several."""
        told = self._profile.owner(words)
        if told is not None:
            return Meant(tuple(self._known.get(folded(name), name) for name in told))
        if folded(words) in self._known:
            return Meant((self._known[folded(words)],))
        parts = self._parts(words)
        if any(folded(part) in self._posts for part in parts or (words,)):
            return self._of_posts(words, parts or (words,))
        if len(parts) > 1:
            names = tuple(dict.fromkeys(self._alone.get(folded(part), part) for part in parts))
            if self._profile.several is None:
                return Meant(names, SEVERAL)
            if self._profile.several is Several.LEAD_FIRST:
                return Meant(names)
        return self._near(words)

    def _parts(self, words: str) -> tuple[str, ...]:
        """Return the parts of a cell that names several; a comma parts only those who stand alone elsewhere."""
        parts = tuple(filter(None, _BETWEEN.split(words.strip())))
        if len(parts) > 1:
            return parts
        parts = tuple(filter(None, _MAYBE_BETWEEN.split(words.strip())))
        return parts if all(folded(part) in (*self._alone, *self._posts) for part in parts) else ()

    def _of_posts(self, words: str, parts: Sequence[str]) -> Meant:
        """Return who holds the posts named, to be confirmed; a post that several hold stays a post."""
        held = [self._posts.get(folded(part), ()) for part in parts]
        names = [
            who[0] if len(who) == 1 else self._alone.get(folded(part), " ".join(part.split()))
            for part, who in zip(parts, held, strict=True)
        ]
        near = dict.fromkeys(name for who in held for name in who)
        proposed = tuple(dict.fromkeys(names))
        default = f"{BETWEEN_NAMES} ".join(proposed)
        return Meant(proposed, _asked(words, default, near, "That post has"))

    def _near(self, words: str) -> Meant:
        """Return someone new, or of those whose names are near the nearest, if it is near enough."""
        near = get_close_matches(folded(words), self._known, MOST_PROPOSALS, NEAR)
        name = " ".join(words.split())
        if not near:
            return Meant((name,))
        scores: dict[str, float] = {}
        for one in near:  # the nearest first, whichever of somebody's names it is
            scores.setdefault(self._known[one], SequenceMatcher(None, one, folded(words)).ratio())
        (best, score), *others = scores.items()
        is_best = score >= VERY_NEAR and all(score - other >= MARGIN for _, other in others)
        proposed = best if is_best else name
        return Meant((proposed,), _asked(words, proposed, scores))


def _asked(words: str, default: str, near: Iterable[str], who: str = "Known are") -> Question:
    text = (
        f"Who is meant by {quoted(words)}? {who} {', '.join(near)}. Write names, the lead officer first, "
        f"with {quoted(BETWEEN_NAMES)} between them."
    )
    return Question("owners", words, text, default)
