"""The words people read: Jinja2 templates for mail, packs and pages."""

from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

FOLDER = Path(__file__).parent
_KEPT = FOLDER / "__pycache__"


class Compiled(FileSystemBytecodeCache):
    """Templates compiled once and kept, as Python keeps its own; where nothing can be, they are not."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, unless the folder is read-only or the disk is full."""
        with suppress(OSError):
            _KEPT.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


COMPILED = Compiled(str(_KEPT), "jinja2_%s.cache")
"""For every environment of ours: a pack has fifty templates, and is made in a process of its own."""
