"""The list of parts that a release ships with says what the lock says, and nothing of this machine."""

import json
import re
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

CHECKOUT = Path(__file__).parents[2]
LIST = CHECKOUT / "docs" / "parts.cdx.json"
LOCKED = re.compile(
    r"^([a-z0-9.-]+)(?:\[.*?\])?==([^\s;]+)(.*?)(?=^[a-z]|\Z)", re.MULTILINE | re.DOTALL
)


def locked() -> dict[tuple[str, str], set[str]]:
    text = (CHECKOUT / "requirements" / "run.txt").read_text()
    return {
        (name, version): set(re.findall(r"sha256:([0-9a-f]{64})", rest))
        for name, version, rest in LOCKED.findall(text)
    }


def parts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(LIST.read_text())["components"]
    return found


def test_the_list_holds_what_is_locked_with_its_hashes() -> None:
    listed = {
        (part["name"], part["version"]): {
            each["content"] for place in part["externalReferences"] for each in place["hashes"]
        }
        for part in parts()
    }
    assert len(listed) > 100
    assert listed == locked(), "make lock writes the list"


def test_the_list_is_cyclonedx() -> None:
    text = LIST.read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    spoilt = text.replace('"type": "library"', '"type": "libary"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(spoilt) is not None


def test_the_list_names_no_time_no_place_and_no_serial_number() -> None:
    said = json.loads(LIST.read_text())
    assert "serialNumber" not in said
    assert said["metadata"].keys() == {"component"}
    assert "://" not in json.dumps({**said, "$schema": ""})
    assert str(CHECKOUT) not in LIST.read_text()
