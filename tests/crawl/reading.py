"""What a page or a style sheet points at: pages to follow, files it needs, sites that are not ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

RESOURCES = {
    "script": ("src",), "img": ("src",), "iframe": ("src",), "source": ("src",), "video": ("src", "poster"),
    "audio": ("src",), "embed": ("src",), "object": ("data",), "track": ("src",), "input": ("src",), "use": ("href",),
    "image": ("href",),
}  # fmt: skip
LINKED_PAGES = {
    "canonical",
    "alternate",
    "author",
    "license",
    "help",
    "next",
    "prev",
    "search",
}  # `link rel`: not loaded
IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+(?:url\(\s*)?)["']?([^"')\s;]+)""")
KEPT = ("http", "https", "")


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)

    def addresses(self) -> Iterator[str]:
        """As it is sent when nothing is touched, and with each choice of each list taken once."""
        base = self.action.split("?")[0].split("#")[0]
        yield f"{base}?{urlencode(self.fields)}"
        for name, values in self.options.items():
            for value in values:
                yield f"{base}?{urlencode(self.fields | {name: value})}"


class Page(HTMLParser):
    """One page read: `links` are addresses to follow, `resources` what it loads, `ids` where a fragment may lead."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.resources: list[str] = []
        self.scripts: list[str] = []
        self.ids: set[str] = set()
        self._form: Form | None = None
        self._select = ""
        self._style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids.update(said[name] for name in ("id", "name") if name in said)
        if tag in ("a", "area") and "href" in said:
            self.links.append(self.absolute(said["href"]))
        elif tag == "link":
            loaded = not LINKED_PAGES & set(said.get("rel", "").split())
            (self.resources if loaded else self.links).append(self.absolute(said.get("href", "")))
        elif tag == "meta" and said.get("http-equiv", "").lower() == "refresh" and "url=" in said["content"]:
            self.links.append(self.absolute(said["content"].split("url=", 1)[1]))
        for name in RESOURCES.get(tag, ()):
            if said.get(name):
                self.resources.append(self.absolute(said[name]))
        self.resources += [
            self.absolute(part.split()[0]) for part in said.get("srcset", "").split(",") if part
        ]
        self.resources += self.in_styles(said.get("style", ""))
        if tag == "script" and said.get("src"):
            self.scripts.append(said["src"].rsplit("/", 1)[-1].split(".")[0])
        self._style = tag == "style"
        self._control(tag, said)

    def _control(self, tag: str, said: dict[str, str]) -> None:
        if tag == "form":
            reads = said.get("method", "get").lower() == "get"
            self._form = Form(self.absolute(said.get("action") or self.address)) if reads else None
        elif self._form is None:
            return
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:
            self._form.options.setdefault(self._select, []).append(said.get("value", ""))
        elif tag == "input" and said.get("name"):
            if said.get("type") in ("radio", "checkbox"):
                self._form.options.setdefault(said["name"], []).append(said.get("value", "on"))
            else:
                self._form.fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form is not None:
            self.links += self._form.addresses()
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "style":
            self._style = False

    def handle_data(self, data: str) -> None:
        if self._style:
            self.resources += self.in_styles(data)

    def absolute(self, address: str) -> str:
        return urljoin(self.address, address.strip())

    def in_styles(self, text: str) -> list[str]:
        return [self.absolute(found) for found in IN_STYLES.findall(text)]

    def dead_fragments(self) -> list[str]:
        """Links into this page that lead to no place of it."""
        here = self.address.split("#")[0]
        parts = [link.partition("#") for link in self.links]
        return [f"#{at}" for page, _, at in parts if at and page == here and at not in self.ids]


def in_style_sheet(address: str, text: str) -> list[str]:
    return [urljoin(address, found) for found in IN_STYLES.findall(text)]


def host(address: str) -> str:
    return urlsplit(address).netloc


def is_fetched(address: str) -> bool:
    """Whether a browser would ask a server for it: not `mailto:`, `tel:`, `data:` …"""
    return urlsplit(address).scheme in KEPT
