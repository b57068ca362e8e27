"""What a real browser makes of each mail: nothing cut off, nothing fetched, headings, dark colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from notifications.render import render
from tests.browser.chromium import SCHEMES, SCREENS, Scheme, chromium, shown
from tests.builders.mails import MAILS, digest, link, two_hundred
from tests.unit.notifications.test_literal import HEBREW, HOSTILE, mails

DARK, LIGHT = "rgb(27, 33, 39)", "rgb(255, 255, 255)"
HOSTILE_MAILS = {
    f"{name}-{kind}": render(kind, payload).html
    for name, words in {**HOSTILE, "hebrew": HEBREW, "turned": "\u202eneila"}.items()
    for kind, payload in mails(words)
}
FETCHES = "performance.getEntriesByType('resource').map(entry => entry.name)"
BROUGHT = "document.querySelectorAll('img,script,iframe,link').length"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BACK = "getComputedStyle(document.querySelector('.card')).backgroundColor"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", MAILS)
def test_a_mail_fits_its_screen_and_fetches_nothing(
    browser: Browser, name: str, screen: str, scheme: Scheme
) -> None:
    with shown(browser, render(*MAILS[name]).html, screen, scheme) as page:
        assert page.evaluate(WIDE) == 0
        assert page.evaluate(FETCHES) == []
        assert page.evaluate(BROUGHT) == 0
        assert page.evaluate(BACK) == (DARK if scheme == "dark" else LIGHT)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", HOSTILE_MAILS)
def test_hostile_words_push_nothing_off_the_screen(
    browser: Browser, name: str, screen: str
) -> None:
    with shown(browser, HOSTILE_MAILS[name], screen, "light") as page:
        assert page.evaluate(WIDE) == 0
        assert page.evaluate(BROUGHT) == 0


@pytest.mark.parametrize("name", MAILS)
def test_what_is_read_out_has_headings_and_no_tables(browser: Browser, name: str) -> None:
    with shown(browser, render(*MAILS[name]).html, "phone", "light") as page:
        spoken = page.locator("body").aria_snapshot()
    assert spoken.count("[level=1]") == 1
    assert "[level=2]" in spoken
    for read_as_data in ("table", "row ", "row:", "cell", "columnheader"):
        assert f"- {read_as_data}" not in spoken


def test_what_follows_words_from_the_right_stands_to_their_right(browser: Browser) -> None:
    """The full stop that ends a list of references stands after the last one, not before it."""
    lines = [{**one, "ref": HEBREW} for one in two_hundred()[:1]]
    with shown(browser, render("digest", digest(*lines)).html, "desktop", "light") as page:
        ends = page.evaluate(
            """() => {
                const heading = document.querySelector('h3'), words = heading.querySelector('bdi');
                const after = document.createRange();
                after.selectNodeContents(heading.lastChild);
                return [words.getBoundingClientRect().right, after.getBoundingClientRect().left];
            }"""
        )
    assert ends[1] >= ends[0] - 1


def test_a_link_can_be_pressed(browser: Browser) -> None:
    with shown(browser, render("code", link()).html, "phone", "light") as page:
        button = page.get_by_role("link", name="Open the page")
        assert button.get_attribute("href") == link()["link"]
        box = button.locator("xpath=..").bounding_box()
    assert box is not None
    assert box["height"] >= 44, "large enough for a thumb"
