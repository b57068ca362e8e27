"""Reads a mail as its reader does: what is seen in HTML and in text, links, and colours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "hr", "link"}
UNSEEN = {"\u2068", "\u2069", "\u200e", "-"}
"""Isolates and marks, which have no width; and the hyphen, which also stands before a list's items."""
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", re.DOTALL)
Rules = list[tuple[str, dict[str, str]]]


@dataclass
class Element:
    """An open element while HTML is read."""

    tag: str
    attributes: dict[str, str]
    style: dict[str, str]

    def is_picked_by(self, selector: str) -> bool:
        wanted = selector.rsplit(maxsplit=1)[-1]
        if wanted.startswith("."):
            return wanted[1:] in self.attributes.get("class", "").split()
        return wanted == self.tag


@dataclass
class Seen:
    """A piece of text with all that it stands in, outermost first."""

    text: str
    within: tuple[Element, ...]

    def stands_in(self, tag: str) -> bool:
        return any(element.tag == tag for element in self.within)

    def is_within(self, name: str) -> bool:
        return any(element.is_picked_by(f".{name}") for element in self.within)

    def found(self, name: str, rules: Rules) -> str:
        """Return the value of a property: the innermost that sets it, by rules, then in place."""
        for element in reversed(self.within):
            mine = [
                (selector.split()[-1].startswith("."), number, declared[name])
                for number, (selector, declared) in enumerate(rules)
                if name in declared and element.is_picked_by(selector)
            ]
            if mine:
                return max(mine)[2]
            if name in element.style:
                return element.style[name]
        return ""


@dataclass
class Page(HTMLParser):
    """The HTML of a mail, read."""

    markup: str
    seen: list[Seen] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    sheet: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[Element] = []
        self.feed(self.markup)
        self.close()
        assert self.stack == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, declared(attributes.get("style", "")))
        self.elements.append(element)
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag not in VOID:
            self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().tag == tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1].tag == "style":
            self.sheet += data
        elif any(element.tag == "body" for element in self.stack):
            hidden = any(element.style.get("display") == "none" for element in self.stack)
            if not hidden and data.strip():
                self.seen.append(Seen(data, tuple(self.stack)))

    @property
    def words(self) -> str:
        """What is read, but for the main heading (the text has the subject) and a link's button."""
        found = (seen for seen in self.seen if not seen.stands_in("h1"))
        return " ".join(seen.text for seen in found if not seen.is_within("press"))


def declared(style: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in style.replace("!important", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value}


def rules(sheet: str) -> Rules:
    return [
        (selector.strip(), declared(body))
        for selectors, body in RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
        for selector in selectors.split(",")
    ]


def squeezed(text: str) -> str:
    """Return text without what may differ between HTML and plain text: spaces, case, bullets."""
    return "".join(
        letter
        for letter in text.upper().casefold()
        if not letter.isspace() and letter not in UNSEEN
    )


def links_in(text: str) -> list[str]:
    return re.findall(r"https?://\S+", text)


def looks(sheet: str) -> dict[str, Rules]:
    """Return the rules that hold on a light screen, on a dark one, and in Outlook's dark mode."""
    (dark,) = DARK.findall(sheet)
    outlook = [rule for rule in rules(sheet) if rule[0].startswith("[data-ogs")]
    return {"light": [], "dark": rules(dark), "outlook": outlook}


def colours(page: Page) -> Iterator[tuple[str, str, str, str]]:
    """Yield how each piece of text looks: on which screen, its colour, its background, what it says."""
    for screen, overriding in looks(page.sheet).items():
        for seen in page.seen:
            front = seen.found("color", overriding)
            back = seen.found("background-color", overriding)
            yield screen, front, back, seen.text


def contrast(front: str, back: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
