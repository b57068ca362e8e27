"""What people hand in is opened by one reader; whoever opens anything else is named, with the reason."""

import ast
from collections import Counter
from pathlib import Path

import followthrough

CHECKOUT = Path(followthrough.__file__).parents[1]
PACKAGES = ("flows", "followthrough", "notifications", "models")
OPENS = frozenset({"open", "fdopen", "read_bytes", "read_text", "mmap", "fromfile"})
PARSES = frozenset({"load_workbook", "ZipFile", "PdfDocument", "Document", "DocxTemplate"})
OURS = "read_text"
"""What followthrough/reading/yaml_file.py calls its own, which goes by the reader."""
MAY = {
    "flows/__main__.py": "prefect.yaml of this checkout",
    "flows/deployed.py": "prefect.yaml of this checkout",
    "flows/access.py": "the password, which it wrote",
    "flows/local_server.py": "logs that it writes",
    "followthrough/apart.py": "its own output",
    "followthrough/clock.py": "the example's clock, which it wrote",
    "followthrough/laptop/example.py": "the example's story, of this checkout",
    "followthrough/notices/lane_run.py": "a way out, which is no file",
    "followthrough/notices/letters.py": "files of packs, which must have the sums that were stored",
    "followthrough/packs/files.py": "files that a writer has just made",
    "followthrough/packs/writers/__init__.py": "a file that it writes",
    "followthrough/packs/writers/docx/house_template.py": "our template, of this checkout",
    "followthrough/packs/writers/docx/package.py": "a package that it makes",
    "followthrough/packs/writers/pdf/first_pages.py": "a PDF that a writer has just made",
    "followthrough/packs/writers/pdf/write.py": "our typesetting, of this checkout",
    "followthrough/packs/writers/typeface.py": "a font, of a package",
    "followthrough/reading/file.py": "it is the reader",
    "followthrough/reading/marks.py": "bytes that the reader gave, in the limited process",
    "followthrough/reading/package.py": "bytes that the reader gave",
    "followthrough/reading/xlsx.py": "bytes that the reader gave",
    "notifications/post_book.py": "the journal that it writes",
}


def opened(source: str) -> Counter[str]:
    """Return how often a module calls what opens a file or a package, by its name."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = [
        call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "")
        for call in calls
        if not (isinstance(call, ast.Name) and call.id == OURS)
    ]
    return Counter(name for name in names if name in OPENS | PARSES)


def test_only_the_reader_opens_what_people_hand_in() -> None:
    found = {
        path.relative_to(CHECKOUT).as_posix(): calls
        for package in PACKAGES
        for path in (CHECKOUT / package).rglob("*.py")
        if (calls := opened(path.read_text()))
    }
    assert {name: calls for name, calls in found.items() if name not in MAY} == {}
    assert MAY.keys() <= found.keys(), "who opens nothing any more"


def test_opening_is_seen_however_it_is_spelled() -> None:
    for source in ("open(x)", "x.open('rb')", "x.read_bytes()", "io.open(x)", "zipfile.ZipFile(x)"):
        assert opened(source), source
    assert not opened("subject.refuse_unless_open(); read_file(x)")
