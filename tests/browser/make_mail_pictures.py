"""Makes docs/pictures/mails: each mail on each screen, light and dark, from invented payloads.

`make browser PICTURES=1` runs it.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from notifications.render import render
from tests.browser.chromium import SCHEMES, SCREENS, chromium, shown
from tests.builders.mails import MAILS, PICTURED

FOLDER = Path(__file__).parents[2] / "docs" / "pictures" / "mails"
COLOURS = 160
"""In a picture: text and a few plain surfaces need no more."""


def main() -> None:
    """Make every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name in PICTURED:
            html = render(*MAILS[name]).html
            for screen in SCREENS:
                for scheme in SCHEMES:
                    with shown(browser, html, screen, scheme) as page:
                        take(page, FOLDER / f"{name}-{screen}-{scheme}.png")


def take(page: Page, path: Path) -> None:
    """Store the whole page as a small picture."""
    picture = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
