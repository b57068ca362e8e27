"""The words people read: Jinja2 templates for mail, packs and pages."""

from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parent
_KEPT = FOLDER / "__pycache__"
_DECIDES = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "newline_sequence"),
    *("line_comment_prefix", "trim_blocks", "lstrip_blocks", "keep_trailing_newline"),
    *("autoescape", "optimized", "is_async", "sandboxed"),
)
"""The settings of an environment that decide what a template is compiled to."""


class Compiled(FileSystemBytecodeCache):
    """Templates compiled once and kept, as Python keeps its own; where nothing can be, they are not."""

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return where a template is kept; one environment never gets what another compiled.

        Jinja2 itself would give a text's template, not escaped, to HTML.
        """
        settings = [getattr(environment, setting) for setting in _DECIDES]
        finalize = getattr(environment.finalize, "__qualname__", "")
        called = f"{name} {settings} {finalize} {list(environment.extensions)}"
        return super().get_bucket(environment, called, filename, source)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, unless the folder is read-only or the disk is full."""
        with suppress(OSError):
            _KEPT.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


COMPILED = Compiled(str(_KEPT), "jinja2_%s.cache")
"""For the environments of packs, each of which is made in a process of its own."""
