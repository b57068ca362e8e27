"""What machines say is told without the secrets of the settings, whatever form they take."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notifications.masking import MASK, know, masked, secrets_in
from notifications.outcome import LONGEST, one_line
from tests.markers import MARKER, forms, leaks

SOURCE = "a test"
QUOTED = quote(MARKER, safe="")
SERVICE, KEY = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    know(SOURCE, ())


def test_the_search_itself_finds_each_form() -> None:
    assert [name for name, form in forms(MARKER).items() if not leaks(MARKER, f"<{form}>")] == []


@pytest.mark.parametrize("form", forms(MARKER))
def test_a_secret_is_masked_in_each_form(form: str) -> None:
    know(SOURCE, [MARKER])
    said = masked(f"535 5.7.8 [{forms(MARKER)[form]}] is wrong, says mail.example")
    assert not leaks(MARKER, said)
    assert said.startswith("535 5.7.8 [")
    assert said.endswith(f"{MASK}] is wrong, says mail.example")


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=383), min_size=1, max_size=12)


@given(secret=TEXT, before=TEXT, after=TEXT, which=st.sampled_from(sorted(forms("x"))))
def test_no_secret_of_five_letters_or_more_is_given_away(
    secret: str, before: str, after: str, which: str
) -> None:
    secret = secret.strip()
    assume(len(secret) >= 5)
    know(SOURCE, [secret])
    said = masked(f"{before} {forms(secret)[which]} {after}")
    assume(not leaks(secret, f"{before}  {after}"))
    assert not leaks(secret, said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("535 abc is wrong", f"535 {MASK} is wrong"),
        ("no alphabet of abcissas", "no alphabet of abcissas"),
        ("you said YWJj", f"you said {MASK}"),
        ("YWJjZGU= is another", "YWJjZGU= is another"),
    ],
)
def test_a_short_one_is_masked_as_a_word_alone(said: str, told: str) -> None:
    know(SOURCE, ["abc"])
    assert masked(said) == told


URLS = {
    f"mailtos://me:{QUOTED}@relay.example?from=a@b.example": (MARKER,),
    "mailtos://me:pw@b/c?d@relay.example?from=a@b.example": ("pw@b/c?d",),
    f"imaps://me%40x.example:{QUOTED}@imap.example/INBOX?journal=Sent": (MARKER,),
    f"postgresql+psycopg://me:{QUOTED}@db.example/x?sslmode=require": (MARKER,),
    f"postgresql+psycopg://db.example/x?user=me&password={QUOTED}": (MARKER,),
    f"govuknotify://:followthrough-{SERVICE}-{KEY}@{SERVICE}": (
        KEY,
        f"followthrough-{SERVICE}-{KEY}",
    ),
    f"https://me:{QUOTED}@packs.example/": (MARKER,),
}
CHANNELS = {
    "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#team": (
        "T1JJ3T3L2",
        "A1BRTD4JD",
        "TIiajkdnlazkcOXrIdevi7FQ",
    ),
    f"workflows://prod-1.logic.example:443/{KEY}/{QUOTED}/?sig=sIgnature": (
        KEY,
        MARKER,
        "sIgnature",
    ),
    "ntfys://tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2@ntfy.example/topic": (
        "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2",
    ),
    f"https://hooks.slack.example/services/T1JJ3T3L2/B1B/{QUOTED}": ("T1JJ3T3L2", MARKER),
    f"json://me:{QUOTED}@127.0.0.1:9/path?+X-Token=t0ken-of-chance": (MARKER, "t0ken-of-chance"),
}


@pytest.mark.parametrize("url", [*URLS, *CHANNELS])
def test_what_is_secret_in_a_url_is_known_and_its_host_is_not(url: str) -> None:
    know(SOURCE, secrets_in(url, is_channel=url in CHANNELS))
    for secret in (URLS | CHANNELS)[url]:
        assert masked(f"({secret})") == f"({MASK})"
    for harmless in (
        "relay.example",
        "imap.example",
        "db.example",
        "prod-1.logic.example",
        "443",
        "127.0.0.1",
        "a@b.example",
        "me",
        "Sent",
        "require",
        "team",
        "from",
    ):
        assert masked(harmless) == harmless


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mailto://127.0.0.1:25/?from=a@b.example", "a://", "://@:"]
)
def test_where_nothing_is_secret_nothing_is_masked(url: str) -> None:
    know(SOURCE, secrets_in(url))
    assert (
        masked("550 5.1.1 <nobody@b.example> 25 unknown: a b")
        == "550 5.1.1 <nobody@b.example> 25 unknown: a b"
    )


def test_what_a_source_had_before_is_known_no_more() -> None:
    know(SOURCE, ["first-secret"])
    know(SOURCE, ["second-secret"])
    assert masked("first-secret second-secret") == f"first-secret {MASK}"


def test_a_reply_is_cut_after_it_was_masked() -> None:
    know(SOURCE, [MARKER])
    said = one_line("x" * (LONGEST - 4) + MARKER)
    assert said.endswith(f"x{MASK}")
    assert "Mk7" not in said
