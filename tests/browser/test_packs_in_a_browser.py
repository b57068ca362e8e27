"""What a real browser and axe make of the HTML pack: nothing off the screen, nothing to object to."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from followthrough.packs.writers import html
from tests.browser.chromium import SCHEMES, SCREENS, Scheme, chromium, shown
from tests.builders.pack import hostile, realistic

PACKS = {"realistic": html.page(realistic()), "hostile": html.page(hostile())}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FETCHES = "performance.getEntriesByType('resource').map(entry => entry.name)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", PACKS)
def test_a_pack_fits_its_screen_and_fetches_nothing(
    browser: Browser, name: str, screen: str
) -> None:
    with shown(browser, PACKS[name], screen, "light") as page:
        assert page.evaluate(WIDE) == 0
        assert page.evaluate(FETCHES) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing(browser: Browser, screen: str, scheme: Scheme) -> None:
    with shown(browser, PACKS["realistic"], screen, scheme) as page:
        found = Axe().run(page)
    assert found.response["passes"]
    assert found.violations_count == 0, found.generate_report()
