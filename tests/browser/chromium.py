"""Debian's Chromium, driven by Playwright, with a profile of its own and no network."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",  # as root, in a container; what it shows is our own
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENS: dict[str, tuple[int, int]] = {"desktop": (900, 320), "phone": (390, 320)}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, with a new profile that is removed again; end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def shown(browser: Browser, html: str, screen: str, scheme: Scheme) -> Iterator[Page]:
    """Show a mail on a screen; whatever it asks for from outside is refused, and listed."""
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    page.set_content(html)
    yield page
    context.close()
