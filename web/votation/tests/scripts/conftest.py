from collections.abc import Iterator
from typing import Any

import pytest

from web.tests import votation_pages as pages
from web.tests.votation_kit import Votation
from web.tests.votation_pages import Site


@pytest.fixture
def site(built: dict[str, str]) -> Iterator[Site]:
    votation = Votation()
    site = Site(votation, {"/booth": pages.booth(votation)})
    site.box = site.take
    server = site.start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A small phone; what the console complains of fails the test."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert [text for text in complaints if "Failed to load resource" not in text] == []
