"""Responsible for what every file picks from a pack's contents in the same way."""

from rules.pack import Contents, Row, rows_of
from rules.pack_sections import Group


def kind_of_groups(pack: Contents) -> str:
    """Return what the groups of the progress section are: a heading is never a group's name alone."""
    if pack.by_recommendation:
        return "Recommendation"
    return "Theme" if pack.by_theme else "Plan"


def told_once(pack: Contents) -> tuple[tuple[Group, tuple[Row, ...], tuple[str, ...]], ...]:
    """Return each group of the progress section, its rows, and the references shown before.

    Groups are the recommendations, else the themes, else all actions; an action that answers two
    recommendations is told under the first.
    """
    everything = Group("all actions", "", tuple(row.ref for row in pack.actions), ())
    shown: set[str] = set()
    found = []
    for group in pack.by_recommendation or pack.by_theme or (everything,):
        new = tuple(ref for ref in group.refs if ref not in shown)
        before = tuple(ref for ref in group.refs if ref in shown)
        shown.update(new)
        found.append((group, rows_of(pack, new), before))
    return tuple(found)
