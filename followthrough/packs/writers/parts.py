"""Responsible for what stands under which heading of a pack's pages, the same in every format.

On paper, in the PDF and the Word file, what has nothing to tell is told in a line at the end, and so
is what only the Excel and HTML files can hold.
"""

from collections.abc import Iterator

from followthrough.packs.writers import actions, sections
from followthrough.packs.writers.blocks import Block, Part, Parts, Words
from rules.packs.contents import Contents
from rules.packs.edition import TITLES, Depth, Section
from rules.packs.empty import nothing
from rules.words import count

ABOUT = "About this pack"
BACK = (Section.KEY, Section.EVIDENCE, Section.CHANGES, Section.QUALITY, Section.SIGN_OFF)
"""Sections that a paper tells under ABOUT, as long as they are no table."""


def on_screen(pack: Contents) -> tuple[Part, ...]:
    """Return every section of the edition, all that it holds in full."""
    return tuple(
        Part(f"{one.section}", heading, tuple(_or_nothing(pack, one.section, one.depth)))
        for one, heading in pack.edition.headings
    )


def on_paper(pack: Contents) -> tuple[Part, ...]:
    """Return the sections as a paper has room for them, the last being about the pack itself."""
    kept: list[Part] = []
    about: list[tuple[str, str]] = []
    empty: list[str] = []
    elsewhere: list[str] = []
    for one, heading in pack.edition.headings:
        none = nothing(pack, one.section)
        if none:
            empty.append(none)
        elif one.depth is Depth.ELSEWHERE:
            elsewhere.append(f"{TITLES[one.section]} ({_how_many(pack, one.section)})")
        else:
            blocks = tuple(_blocks(pack, one.section, one.depth, on_paper=True))
            if one.section in BACK and all(isinstance(b, Words | Parts) for b in blocks):
                about += _as_parts(heading, blocks)
            else:
                kept.append(Part(f"{one.section}", heading, blocks))
    if elsewhere:
        about.append(("Elsewhere", f"In the Excel and HTML files: {'; '.join(elsewhere)}."))
    if empty:
        about.append(("Nothing to tell", " ".join(empty)))
    if pack.occasion.report:
        about.append(("Answers", pack.occasion.report))
    return (*kept, Part("about", ABOUT, (Parts(tuple(about)),)))


def _or_nothing(pack: Contents, section: Section, depth: Depth) -> Iterator[Block]:
    none = nothing(pack, section)
    if none:
        yield Words(none)
    else:
        whole = Depth.FULL if depth is Depth.ELSEWHERE else depth
        yield from _blocks(pack, section, whole, on_paper=False)


def _as_parts(heading: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Words):
            yield heading, block.said
        elif isinstance(block, Parts):
            yield from block.parts


def _how_many(pack: Contents, section: Section) -> str:
    rows = {
        Section.EVIDENCE: pack.evidence,
        Section.CHANGES: pack.changes,
        Section.MEASURES: pack.measures,
        Section.RISKS: pack.risks,
        Section.LOG: pack.log,
        Section.GOVERNANCE: pack.meetings,
    }
    return count(len(rows.get(section, pack.actions)), "line")


def _blocks(pack: Contents, section: Section, depth: Depth, *, on_paper: bool) -> Iterator[Block]:
    told = {
        Section.CLOSURE: lambda: sections.closure(pack),
        Section.DECISIONS: lambda: sections.decisions(pack),
        Section.SUMMARY: lambda: sections.summary(pack, on_paper=on_paper),
        Section.EXCEPTIONS: lambda: actions.exceptions(pack, depth, on_paper=on_paper),
        Section.COMPLETED: lambda: actions.completed(pack, depth),
        Section.DATES: lambda: sections.dates(pack),
        Section.AHEAD: lambda: sections.ahead(pack, depth),
        Section.PARTNERS: lambda: actions.partners(pack, depth, on_paper=on_paper),
        Section.PROGRESS: lambda: actions.progress(pack, depth, on_paper=on_paper),
        Section.MEASURES: lambda: sections.measures(pack),
        Section.RISKS: lambda: sections.risks(pack),
        Section.LOG: lambda: sections.log(pack),
        Section.GOVERNANCE: lambda: sections.governance(pack, on_paper=on_paper),
        Section.REGISTER: lambda: actions.register(pack, depth, on_paper=on_paper),
        Section.KEY: lambda: sections.key(pack),
        Section.EVIDENCE: lambda: sections.evidence(pack),
        Section.CHANGES: lambda: sections.changes(pack, depth),
        Section.QUALITY: lambda: sections.quality(pack, depth),
        Section.SIGN_OFF: lambda: sections.sign_off(pack),
    }
    return told[section]()
