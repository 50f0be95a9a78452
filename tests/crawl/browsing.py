"""One page of each kind that has scripts, in Chromium: what its console, its requests and its links then say."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tests.crawl.crawler import Crawl
from tests.crawl.reading import host, is_fetched

LINKS = "() => [...document.querySelectorAll('a[href]')].map(link => link.href)"
CALM = 15_000


def look(context: Any, crawl: Crawl, ours: Sequence[str], plain: bool) -> list[str]:
    """Faults met with scripts on. Links that scripts make are followed without them, by the crawl.

    `plain`: also the pages that have but the script that every page has.
    """
    told: list[str] = []
    hosts = {host(each) for each in ours}
    name = urlsplit(crawl.site).hostname
    context.add_cookies(
        [
            {"name": each.name, "value": str(each.value), "domain": name, "path": each.path}
            for each in crawl.session.cookies
            if each.name != "capco_language"
        ]
    )
    context.set_default_timeout(CALM)
    page = context.new_page()
    watch(page, hosts, told)
    before, links = len(crawl.faults), list[str]()
    wanted = {address for (_, *scripts), address in crawl.scripted.items() if plain or scripts[1:]}
    for address in sorted(wanted):
        page.goto(address, wait_until="load")
        page.wait_for_timeout(150)  # scripts that ask when the page is there
        links += page.evaluate(LINKS)
    paths = {link.removeprefix(crawl.site) for link in links if is_fetched(link) and host(link) in hosts}
    crawl.run(sorted(path for path in paths if path.startswith("/")))
    return told + [str(fault) for fault in crawl.faults[before:]]


def watch(page: Any, hosts: set[str], told: list[str]) -> None:
    def say(what: str) -> None:
        told.append(f"{what} (on {page.url})")

    page.on("console", lambda said: say(f"console: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: say(f"error: {error}"))
    page.on("requestfailed", lambda asked: say(f"failed: {asked.url} {asked.failure}"))
    page.on(
        "response", lambda answer: say(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
    )

    def asked(request: Any) -> None:
        if is_fetched(request.url) and host(request.url) not in hosts:
            say(f"third-party host: {request.url}")

    page.on("request", asked)
