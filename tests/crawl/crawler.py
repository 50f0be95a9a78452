"""The crawl: each page is asked for by HTTP, as a browser without script does; what it points at is asked for next."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlsplit

import requests

from tests.crawl.reading import Page, host, in_style_sheet, is_fetched

WORKERS = 4
LARGEST = 4_000_000
SECONDS = 60
Rule = Callable[[str], str]


class OwnLanguage(DefaultCookiePolicy):
    """Lets no followed link change the language that the crawl reads in."""

    def set_ok(self, cookie: Cookie, request: Any) -> bool:
        return cookie.name != "capco_language" and super().set_ok(cookie, request)


@dataclass(frozen=True)
class Fault:
    address: str
    what: str
    found_on: str

    def __str__(self) -> str:
        return f"{self.what}: {self.address} (on {self.found_on})"


@dataclass
class Crawl:
    """One visitor, in one language. `rule_of` names the kind of page that an address is: of each kind, and each set of
    query fields, `most` are asked for, or as many as `more` says of the kind. External links are listed, not followed.
    `public` is the site under the address that its letters and shared links bear."""

    site: str
    session: requests.Session
    rule_of: Rule
    most: int = 4
    more: dict[str, int] = field(default_factory=dict)
    public: str = ""
    faults: list[Fault] = field(default_factory=list)
    external: set[str] = field(default_factory=set)
    visited: list[str] = field(default_factory=list)
    scripted: dict[tuple[str, ...], str] = field(default_factory=dict)  # one page for each kind with scripts
    _seen: set[str] = field(default_factory=set)
    _kinds: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    _waiting: deque[tuple[str, str]] = field(default_factory=deque)

    def run(self, begin: Iterable[str]) -> "Crawl":
        self.session.cookies.set_policy(OwnLanguage())
        for address in begin:
            self.add(self.site + address, "the beginning")
        with ThreadPoolExecutor(WORKERS) as pool:
            while self._waiting:
                wave = [self._waiting.popleft() for _ in range(len(self._waiting))]
                for (address, found_on), answer in zip(wave, pool.map(self._ask, wave), strict=True):
                    self._take(address, found_on, answer)
        return self

    def add(self, address: str, found_on: str, resource: bool = False) -> None:
        """To be asked for, unless it was, or enough of its kind were. A file that a page loads must be ours."""
        address = urldefrag(address)[0]
        if self.public and address.startswith(self.public):
            address = self.site + address.removeprefix(self.public)
        if not is_fetched(address) or address in self._seen:
            return
        self._seen.add(address)
        if host(address) != host(self.site):
            if resource:
                self.faults.append(Fault(address, "third-party host", found_on))
            self.external.add(address)
            return
        parts = urlsplit(address)
        kind = (self.rule_of(parts.path), tuple(sorted({name for name, _ in parse_qsl(parts.query)})))
        self._kinds[kind] += 1
        if resource or self._kinds[kind] <= self.more.get(kind[0], self.most):
            self._waiting.append((address, found_on))

    def _ask(self, wanted: tuple[str, str]) -> requests.Response | str:
        try:
            with self.session.get(wanted[0], timeout=SECONDS, allow_redirects=False, stream=True) as answer:
                answer._content = answer.raw.read(LARGEST, decode_content=True)
                return answer
        except requests.RequestException as failed:
            return f"no answer ({type(failed).__name__})"

    def _take(self, address: str, found_on: str, answer: requests.Response | str) -> None:
        self.visited.append(address)
        if isinstance(answer, str) or answer.status_code >= 400:
            what = answer if isinstance(answer, str) else str(answer.status_code)
            self.faults.append(Fault(address, what, found_on))
        elif answer.is_redirect:
            self.add(requests.compat.urljoin(address, answer.headers["Location"]), address)
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            self._read(Page(address, answer.content.decode()))
        elif answer.headers.get("Content-Type", "").startswith("text/css"):
            for found in in_style_sheet(address, answer.content.decode()):
                self.add(found, address, resource=True)

    def _read(self, page: Page) -> None:
        for address in page.links:
            self.add(address, page.address)
        for address in page.resources:
            self.add(address, page.address, resource=True)
        self.faults += [Fault(dead, "leads to no place", page.address) for dead in page.dead_fragments()]
        kind = (self.rule_of(urlsplit(page.address).path), *sorted(set(page.scripts)))
        self.scripted.setdefault(kind, page.address)
