"""Responsible for the pack as a Word file: the house template, filled by docxtpl in a sandbox."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from followthrough.packs.writers import cut_off, put_whole
from followthrough.packs.writers.charts import pictures
from followthrough.packs.writers.docx.contents import described
from followthrough.packs.writers.docx.filling import NOT_TEXT, Template
from followthrough.packs.writers.docx.house_template import house_template
from followthrough.packs.writers.docx.package import MADE, TEMPLATE, word_parts, zipped
from followthrough.packs.writers.docx.pictures import put_in
from rules.packs.contents import Contents
from rules.problems import BadInput
from rules.text import shown

LONGEST_PROPERTY = 255
LONGEST_REASON = 200
CODE = ("vbaProject.bin", "activeX", "embeddings")
"""Parts of a Word file that can run, or hold what can."""


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja2 that reads what it is given, and can do nothing else: no functions, no large powers."""

    intercepted_binops = frozenset({"*", "**"})

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401, ARG002 - as Jinja2 has it
        """Refuse every call, also of a macro: one that calls itself has no end."""
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401, ARG002 - as Jinja2 has it
        """Refuse to multiply: it could fill the memory."""
        raise SecurityError(f"{operator} has no place in a template")


def write(contents: Contents, path: Path, template: bytes | None = None) -> None:
    """Make the Word file of `contents` at `path`; same contents and template make the same bytes.

    Raise BadInput with what is wrong with the template, and OSError if the file can't be written.
    """
    put_whole(path, filled(contents, template))


def filled(contents: Contents, template: bytes | None = None) -> bytes:
    """Return the Word file of `contents`, by a council's template or ours; raise BadInput."""
    return filled_with(described(contents, pictures(contents)), contents, template)


def filled_with(said: dict[str, Any], contents: Contents, template: bytes | None = None) -> bytes:
    """Return a template filled with what `said` holds by tag, dated as `contents` are."""
    parts = _parts(house_template() if template is None else template)
    try:
        document = Template(io.BytesIO(zipped(parts)))
        document.said = said
        document.init_docx()
        put_in(document, said)
        document.render(said, _environment(), autoescape=True)
        _stamp(document, contents, said["pack"])
        made = io.BytesIO()
        document.save(made)
    except MemoryError:
        raise
    # A template holds code and parts of its own, and what Jinja2, docxtpl and python-docx raise of
    # those is any exception that there is; what we fill it with was made before.
    except Exception as fault:
        raise BadInput(_said(fault)) from fault
    return zipped(word_parts(made.getvalue(), MADE))


def _parts(template: bytes) -> dict[str, bytes]:
    try:
        parts = word_parts(template, TEMPLATE)
    except ValueError as fault:
        raise BadInput(f"The house template can't be used: it {fault}.") from fault
    for needed in ("word/document.xml", "word/styles.xml"):
        if needed not in parts:
            raise BadInput(
                f"The house template can't be used: it is not a whole Word file ({needed} is missing)."
            )
    for name, content in parts.items():
        if any(part in name for part in CODE):
            raise BadInput(f"The house template can't be used: it holds a program ({name}).")
        if name.endswith(".rels") and _loads(content):
            raise BadInput(
                f"The house template can't be used: it loads something from elsewhere ({name})."
            )
    return parts


def _loads(relations: bytes) -> bool:
    """Say whether anything but a link leads out of the file: Word would fetch it when it opens."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        found = etree.fromstring(relations, parser)
    except etree.XMLSyntaxError:
        return False  # refused when it is opened
    return any(
        one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink")
        for one in found
    )


class Unknown(StrictUndefined):
    """A tag that there is not, named as it stands in the template."""

    @property
    def _undefined_message(self) -> str:
        return f"there is no tag {str(self._undefined_name)!r}, see docs/packs.md"


def _environment() -> Sandbox:
    environment = Sandbox(autoescape=True, undefined=Unknown)
    environment.globals.clear()
    return environment


def _stamp(document: Template, contents: Contents, said: Mapping[str, str]) -> None:
    """Give the file its title, language and the time of the cut-off."""
    known = document.docx.core_properties
    title = NOT_TEXT.sub("", f"{said['title']}: {said['board']}, {said['month']}")
    known.title = title[:LONGEST_PROPERTY]
    known.language = "en-GB"
    if contents.occasion.record:
        known.comments = f"Up to the version before this one, the audit trail stands at {contents.occasion.record}."
    known.created = known.modified = cut_off(contents).replace(tzinfo=None)


def _said(fault: Exception) -> str:
    line = getattr(fault, "lineno", None)
    where = f" (line {line} of its text)" if line else ""
    said = " ".join(shown(str(fault)).split())[:LONGEST_REASON].rstrip(".")
    if isinstance(fault, SecurityError):
        return f"The house template can't be used: it holds code: {said}{where}."
    return f"The house template can't be used: {said}{where}."
