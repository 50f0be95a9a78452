"""Whatever people write, every kind of page holds it: the longest words, and those written from right to left."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK
from tests.browser.visiting import beginnings, rules, signed_in
from tests.browser.worded import served
from tests.crawl.crawler import Crawl
from tests.demonstration.small import Shown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzgebungsverfahrens"
HEBREW_AND_ARABIC = "מגרש שלנו 2027، ساحتنا الجديدة Merci."
WHO = ["visitor", "resident", "organiser", "school", "bureau"]
WIDTHS = [(320, ""), (390, ""), (1280, ""), (320, "200%"), (1280, "200%")]
STICKS_OUT = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return null;
  const out = [...document.querySelectorAll("main *, header *, footer *")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.right > window.innerWidth + 1 && box.width > 0 && !each.closest(".c-scroll") ;
  });
  return [wide, ...out.slice(-3).map((each) => each.tagName + "." + each.className)].join(" ");
}"""
NOT_TURNED = """() => {
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!/[\\u0590-\\u06ff]/.test(text.data) || holder.closest("script, style, textarea, option, svg")) continue;
    if (!holder.closest("[dir=auto]")) found.push(`${holder.tagName}.${holder.className}`);
  }
  for (const field of document.querySelectorAll("textarea, input[type=text]"))
    if (/[\\u0590-\\u06ff]/.test(field.value) && field.dir !== "auto") found.push(`${field.tagName}#${field.id}`);
  return found.length ? found.join(", ") : null;
}"""


def long(most: int) -> str:
    """An unbroken run as long as is allowed, up to three words; then the word again and again."""
    return (WORD * 3 if most < 1000 else f"{WORD * 2} " + f"{WORD} " * 30)[:most].strip()


def walk(shown: Shown, chromium: Any, who: str, site: str, look: Callable[[Any], list[str]]) -> list[str]:
    """What `look` finds on one page of each kind."""
    crawl = Crawl(site, signed_in(shown, who, site), rules(), most=1)
    crawl.run(beginnings(shown, who))
    context = chromium.new_context(viewport=DESK, locale="fr-FR")
    context.add_cookies(
        [
            {"name": each.name, "value": str(each.value), "domain": "127.0.0.1", "path": "/"}
            for each in crawl.session.cookies
        ]
    )
    page, told, seen = context.new_page(), list[str](), set[str]()
    for (rule, *_), address in crawl.scripted.items():
        if rule not in seen:
            seen.add(rule)
            page.goto(address, wait_until="load")
            told += [f"{rule}: {found}" for found in look(page)]
    context.close()
    assert len(seen) > 15
    return told


@pytest.mark.parametrize("who", WHO)
def test_no_word_pushes_a_page_sideways(shown: Shown, chromium: Any, who: str) -> None:
    """B21, U41"""

    def look(page: Any) -> list[str]:
        found = []
        for width, root in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("size => { document.documentElement.style.fontSize = size }", root)
            if out := page.evaluate(STICKS_OUT):
                found.append(f"{width} {root} {out}")
        return found

    with served(shown.suite.gateway, long) as site:
        assert not (told := walk(shown, chromium, who, site, look)), "\n".join(told)


@pytest.mark.parametrize("who", WHO)
def test_words_from_right_to_left_are_read_so(shown: Shown, chromium: Any, who: str) -> None:
    """B25"""

    def look(page: Any) -> list[str]:
        found = page.evaluate(NOT_TURNED)
        return [found] if found else []

    with served(shown.suite.gateway, lambda most: HEBREW_AND_ARABIC[:most]) as site:
        assert not (told := walk(shown, chromium, who, site, look)), "\n".join(told)
