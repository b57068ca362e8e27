"""Two validators on the PDF of a pack, and on files that each of them must refuse."""

from collections.abc import Callable, Iterable
from pathlib import Path

import page
import pikepdf
import pytest

from benchmarks.invented_pack import invented
from followthrough.packs.writers.pdf import write as pdf
from rules.packs.contents import Contents
from tests import verapdf
from tests.builders.pack import hostile, realistic
from tests.effort import LONG

BROKEN = {
    "language": ("PDFUA1-TEXT-LANGUAGE-001", "7.2"),
    "pictures": ("PDFUA1-FIGURE-ALTERNATIVE-TEXT-001", "7.3"),
    "structure": ("PDFUA1-STRUCT-TREE-ROOT-001", "7.1"),
}
"""What each spoilt pack breaks: a rule of page-validation, and a clause of PDF/UA."""
UA = page.ValidationProfile.PDF_UA_1
PACKS: dict[str, Callable[[], Contents]] = {
    "realistic": realistic,
    "hostile": hostile,
    "large": lambda: invented(200 if LONG else 40),
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packs")
    for name, make in PACKS.items():
        pdf.write(make(), folder / f"{name}.pdf")
    return {name: folder / f"{name}.pdf" for name in PACKS}


@pytest.fixture(scope="module")
def spoilt(packs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The realistic pack as it must not be: without language, alternative texts or headings."""
    folder = tmp_path_factory.mktemp("spoilt")
    for name in BROKEN:
        with pikepdf.open(packs["realistic"]) as opened:
            if name == "language":
                del opened.Root.Lang
            elif name == "structure":
                del opened.Root.StructTreeRoot
            else:
                for element in figures(opened.objects):
                    del element.Alt
            opened.save(folder / f"{name}.pdf")
    return {path.stem: path for path in folder.iterdir()}


def figures(objects: Iterable[pikepdf.Object]) -> list[pikepdf.Object]:
    found = [one for one in objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    return [one for one in found if one.S == "/Figure" and "/Alt" in one]


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_conforms_to_pdf_ua(packs: dict[str, Path], name: str) -> None:
    report = page.validate_pdf(str(packs[name]), profile=UA)
    assert report.is_compliant, report.failures


@pytest.mark.parametrize("name", BROKEN)
def test_a_spoilt_pack_does_not(spoilt: dict[str, Path], name: str) -> None:
    report = page.validate_pdf(str(spoilt[name]), profile=UA)
    assert not report.is_compliant
    assert BROKEN[name][0] in {failure.rule_id for failure in report.failures}


@pytest.mark.parametrize(("profile", "rules"), [(verapdf.UA_1, 106), (verapdf.A_2A, 153)])
def test_verapdf_finds_nothing_in_a_pack_and_something_in_a_spoilt_one(
    packs: dict[str, Path], spoilt: dict[str, Path], profile: str, rules: int
) -> None:
    if verapdf.missing():
        pytest.skip(verapdf.missing())

    number, broken = verapdf.broken_rules(profile, *packs.values(), *spoilt.values())

    assert number == rules
    assert {name: broken[path] for name, path in packs.items() if path in broken} == {}
    refused = {name for name, path in spoilt.items() if path in broken}
    if profile == verapdf.UA_1:
        for name, (_, clause) in BROKEN.items():
            assert clause in {one.split("\t")[0] for one in broken[spoilt[name]]}
    assert refused >= ({"language", "pictures", "structure"} if rules == 106 else {"structure"})
