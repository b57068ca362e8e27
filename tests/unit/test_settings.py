"""Each setting with whatever may stand in it: it can be used, or one sentence names it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from followthrough import clock
from followthrough.notices.ways import ways_of
from followthrough.settings import PREFIX, Settings, read_settings
from notifications.mail.folder import read_account
from rules.problems import BadInput
from tests.effort import forget_settings

VALUES = ("", "{", "[]", "null", "1", "x", "é", '{"team": 1}', '{"team": "x"}', "x" * 1_000_000)
LONGEST = 300
"""Letters of a sentence: it does not repeat a megabyte."""


def test_tests_hear_no_setting_of_whoever_runs_them() -> None:
    """With a council's mail server in the shell they would write to people."""
    shell = {f"{PREFIX}{name.upper()}": "x" for name in Settings.model_fields}
    shell |= {f"{PREFIX}LONG": "1", "PATH": "/bin"}
    forget_settings(shell)
    assert shell == {f"{PREFIX}LONG": "1", "PATH": "/bin"}
    assert not [name for name in Settings.model_fields if f"{PREFIX}{name.upper()}" in os.environ]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_can_be_used_or_is_named_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    for other in [one for one in os.environ if one.startswith(PREFIX)]:
        monkeypatch.delenv(other)
    monkeypatch.chdir(tmp_path)
    for value in VALUES:
        monkeypatch.setenv(setting := f"{PREFIX}{name.upper()}", value)
        try:
            settings = read_settings()
            ways_of(settings)
            if settings.returns_url:
                read_account(settings.returns_url, f"{PREFIX}RETURNS_URL")
            clock.shift_of(settings.data)
            settings.post_book_file.exists()
        except BadInput as wrong:
            (said,) = wrong.problems
            assert said.startswith(f"Setting {setting}"), value[:20]
            assert said.endswith(".")
            assert len(said) < LONGEST


@pytest.mark.parametrize("ask", [clock.shift_of, clock.is_unfinished])
@pytest.mark.parametrize("text", ["", "{", "[]", "1", "{}", '{"shift_seconds": "x"}', "\udcff"])
def test_the_examples_clock_is_read_or_named_in_a_sentence(
    tmp_path: Path, text: str, ask: Callable[[Path], object]
) -> None:
    (tmp_path / clock.FILE).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(BadInput, match="does not hold the example's clock"):
        ask(tmp_path)


def test_a_folder_without_an_example_goes_by_the_real_clock(tmp_path: Path) -> None:
    assert clock.shift_of(tmp_path) == timedelta(0)
    assert not clock.is_unfinished(tmp_path)
    clock.begin_example(tmp_path)
    assert clock.is_unfinished(tmp_path)
