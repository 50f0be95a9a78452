"""Whatever people write, every kind of page holds it: the longest words, and those written from right to left."""

from typing import Any

import pytest

from tests.browser.conftest import DESK
from tests.browser.visiting import beginnings, rules, signed_in
from tests.browser.worded import served
from tests.crawl.crawler import Crawl
from tests.demonstration.small import Shown

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetzgebungsverfahrens"
HEBREW_AND_ARABIC = " מגרש، ساحة"
# A kind of page is looked at once for each of these, with the first of its people who meet one.
WHO = {"visitor": ["visitor"], "resident": ["resident"], "organisers": ["organiser", "school", "bureau"]}
WIDTHS = [(320, ""), (1280, ""), (320, "200%"), (1280, "200%")]
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
    """An unbroken run as long as is allowed, up to three words; then the word again and again, and the other scripts."""
    run = WORD * 3 if most < 1000 else f"{WORD * 2} " + f"{WORD} " * 30
    return run[: most - len(HEBREW_AND_ARABIC)].strip() + HEBREW_AND_ARABIC


def look(page: Any) -> list[str]:
    """B21, U41 at each width, then B25."""
    found = []
    for width, root in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", root)
        if out := page.evaluate(STICKS_OUT):
            found.append(f"{width} {root} {out}")
    return [*found, *filter(None, [page.evaluate(NOT_TURNED)])]


@pytest.mark.parametrize("who", WHO)
def test_every_kind_of_page_holds_the_longest_words_and_turns_those_from_right_to_left(
    shown: Shown, chromium: Any, who: str
) -> None:
    """B21, B25, U41"""
    told, seen = list[str](), set[str]()
    with served(shown.suite.gateway, long) as site:
        for person in WHO[who]:
            crawl = Crawl(site, signed_in(shown, person, site), rules(), most=1)
            crawl.run(beginnings(shown, person))
            context = chromium.new_context(viewport=DESK, locale="fr-FR")
            context.add_cookies(
                [
                    {"name": each.name, "value": str(each.value), "domain": "127.0.0.1", "path": "/"}
                    for each in crawl.session.cookies
                ]
            )
            page = context.new_page()
            for (rule, *_), address in crawl.scripted.items():
                if rule not in seen:
                    seen.add(rule)
                    page.goto(address, wait_until="load")
                    told += [f"{rule}: {found}" for found in look(page)]
            context.close()
    assert len(seen) > 15
    assert not told, "\n".join(told)
