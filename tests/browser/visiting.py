"""Who visits the demonstration, and how an address tells its kind of page."""

import re
from collections.abc import Callable

import requests

from tests.demonstration.small import Shown
from tests.suite.people import PASSWORD
from web.app import create_app
from web.core.config import Config

VISITORS = {
    "visitor": None, "resident": ("participant", ""), "organiser": ("organiser", "Agriculture"),
    "school": ("organiser", "École"), "bureau": ("organiser", "Alliance"), "administrator": ("platform_admin", ""),
}  # fmt: skip
BEGIN = ["/", "/projets", "/votations", "/compte", "/organisation", "/inscription/verification", "/healthz"]
STRANGERS_BEGIN = ["/", "/.well-known/security.txt"]
OUR_LINK = re.compile(
    r"https?://[^\s/]+(/(?!lien/(?:invitation|email-confirmation))[^\s\"<>)]+)"  # those are good once
)
PROOF = re.compile(r'name="csrf_token" value="([^"]+)"')


def signed_in(shown: Shown, who: str, site: str = "") -> requests.Session:
    session, site = requests.Session(), site or shown.suite.web
    if (described := VISITORS[who]) is not None:
        proof = PROOF.search(session.get(f"{site}/connexion").text)
        assert proof
        said = {"csrf_token": proof[1], "email": shown.email(*described), "password": PASSWORD}
        answer = session.post(f"{site}/connexion", said, headers={"Origin": site}, allow_redirects=False)
        assert answer.is_redirect, answer.text
    return session


def beginnings(shown: Shown, who: str) -> list[str]:
    """Where the visitor begins: the home page, what is theirs, and the links of the letters they got."""
    if (described := VISITORS[who]) is None:
        return STRANGERS_BEGIN
    letters = shown.suite.mails.to(shown.email(*described))
    return [*BEGIN, *sorted({link for letter in letters for link in OUR_LINK.findall(letter["text"])})]


def rules() -> Callable[[str], str]:
    """Names the rule of the front end that a path follows."""
    known = create_app(Config(gateway_url="http://127.0.0.1:9")).url_map.bind("")

    def rule_of(path: str) -> str:
        try:
            found = known.match(path, method="GET", return_rule=True)[0]
        except Exception:  # a path of no page: it is asked for, and answers what it answers
            return "none"
        return "asset" if found.endpoint == "asset" else str(found.rule)

    return rule_of
