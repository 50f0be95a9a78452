"""Pages for the scripts of a votation, as short as their contract in web/README.md allows, and a site that serves them."""

import html
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from web import build
from web.tests import votation_kit as kit
from web.tests.votation_kit import Votation

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "font-src data:; form-action 'self'; base-uri 'none'"
)
MESSAGES = (
    "missing both too_few too_many not_whole out_of_range points_over points_left rank_missing rank_twice "
    "asking casting code_missing not_sealed unavailable stale refused not_taken qr"
)
WORDS = {name: f"[{name}]" for name in MESSAGES.split()} | {
    "waiting": "On réessaie dans {seconds} s.",
    "points_left": "Il reste {left} points.",
    "said_blank": "Vote blanc",
    "said_nothing": "Rien",
    "said_points": "{choice} : {value} points",
    "said_rank": "{value}. {choice}",
    "said_score": "{choice} : {value}",
    "said_grade": "{choice} : {value}",
    "receipt_file": "recepisse-{hash}.json",
    "evidence_file": "anomalie-{hash}.json",
    "alarm_forged": "La signature n'est pas celle de l'urne.",
    "alarm_other_ballot": "Ce récépissé est celui d'un autre bulletin.",
    "alarm_malformed": "La réponse n'est pas un récépissé.",
    "alarm_other_votation": "Autre votation.",
    "alarm_other_manifest": "Autres règles.",
    "give_title": "{member}, prenez votre part ({number} sur {of})",
    "take_title": "{member}, redonnez votre part ({number} sur {of})",
    "share_file": "part-{number}.txt",
    "share_text": "Part de {member}",
    "share_empty": "Donnez la part.",
    "share_unreadable": "Ce n'est pas une part.",
    "share_checksum": "Une lettre est fausse.",
    "share_of_another": "C'est la part de {owner}.",
    "share_of_no_one": "Cette part n'est pas de cette votation.",
    "share_right": "La part de {member} est reconnue.",
    "given": "{given} sur {needed}",
    "enough": "{given} parts, c'est assez.",
    "too_few_shares": "Il faut {needed} parts.",
    "no_file": "Choisissez un fichier.",
    "looking": "…",
    "on_board_signed": "Au tableau, lot {number}",
    "waiting_signed": "Dans l'urne",
}


def embedded(value: Any, attribute: str) -> str:
    return f'<script type="application/json" {attribute}>{json.dumps(value).replace("<", chr(92) + "u003c")}</script>'


def page(title: str, script: str, body: str) -> str:
    names = json.loads(build.MANIFEST.read_text())["files"]
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/{names["capco.css"]}"></head>'
        f'<body class="c-body"><main class="govuk-width-container" id="main">{body}</main>'
        f'<script type="module" src="/assets/{names["capco.js"]}"></script>'
        f'<script type="module" src="/assets/{names[script]}"></script></body></html>'
    )


def field_of(question: dict[str, Any], place: int, label: str) -> str:
    """One control of a question, as the contract names it."""
    name, kind = question["id"], question["kind"]
    label = html.escape(label)
    if kind in ("yes_no", "single", "several"):
        box = "checkbox" if kind == "several" else "radio"
        return f'<p><label><input type="{box}" name="{name}" value="{place}"> {label}</label></p>'
    if kind == "majority_judgment":
        grades = "".join(
            f'<label><input type="radio" name="{name}.{place}" value="{rank}"> {html.escape(grade)}</label> '
            for rank, grade in enumerate(question["grades"])
        )
        return f"<fieldset><legend>{label}</legend>{grades}</fieldset>"
    return (
        f'<p><label>{label} <input class="govuk-input" name="{name}.{place}" inputmode="numeric"></label></p>'
    )


def fieldset(question: dict[str, Any]) -> str:
    name = question["id"]
    controls = "".join(
        field_of(question, place, choice["label"]) for place, choice in enumerate(question["choices"])
    )
    blank = (
        f'<p><label><input type="radio" name="{name}" value="blank"> Blanc</label></p>'
        if question["kind"] in ("yes_no", "single")
        else f'<p><label><input type="checkbox" name="{name}.blank" value="yes"> Blanc</label></p>'
    )
    return (
        f'<fieldset class="govuk-form-group" id="{name}"><legend>{html.escape(question["title"])}</legend>'
        f'<p class="govuk-error-message" id="{name}-error" data-error="{name}" hidden></p>{controls}{blank}</fieldset>'
    )


def booth(votation: Votation) -> str:
    questions = "".join(fieldset(each) for each in votation.questions)
    qr = json.loads(build.MANIFEST.read_text())["files"]["qr.js"]
    return page(
        "Voter",
        "booth.js",
        f"""<form data-booth method="post" action="/sealed-by-server" novalidate data-right-url="/right"
          data-ballots-url="/ballots" data-check-url="/receipt" data-qr-script="/assets/{qr}">
        <input type="hidden" name="csrf_token" value="proof">
        <input type="hidden" name="for_elector_id" value="someone" data-with-right>
        {embedded(votation.manifest, "data-manifest")}{embedded(WORDS, "data-words")}
        <p role="status" data-progress></p>
        <section data-screen="answers"><h1>Vos choix</h1>{questions}<button class="govuk-button">Vérifier</button></section>
        <section data-screen="check" hidden><h2>Vérifiez</h2><dl class="govuk-summary-list" data-choices></dl>
          <button type="button" data-edit>Modifier</button>
          <p class="govuk-form-group"><label for="code">Code</label>
          <span class="govuk-error-message" id="code-error" data-error="code" hidden></span>
          <input class="govuk-input" id="code" name="code" inputmode="numeric" autocomplete="one-time-code"></p>
          <button data-confirm>Voter</button></section>
        <section data-screen="casting" hidden><h2>Votre bulletin part</h2>
          <button type="button" data-retry hidden>Réessayer</button></section>
        <section data-screen="refused" hidden><h2>Le bulletin n'est pas pris</h2><p data-reason></p>
          <button type="button" data-restart>Recommencer</button></section>
        <section data-screen="receipt" hidden><h2>Votre bulletin est dans l'urne</h2><p><code data-hash></code></p>
          <div data-qr></div><button type="button" data-download>Télécharger</button>
          <button type="button" data-print>Imprimer</button></section>
        <section data-screen="alarm" hidden><h2>Ne partez pas</h2><p data-alarm-reason></p>
          <button type="button" data-evidence>Garder la preuve</button></section></form>""",
    )


def ceremony(members: list[str], threshold: int) -> str:
    bureau = {"members": members, "threshold": threshold}
    return page(
        "Cérémonie",
        "ceremony.js",
        f"""<form data-ceremony method="post" action="/posted" novalidate>
        <input type="hidden" name="csrf_token" value="proof">
        {embedded(bureau, "data-bureau")}{embedded(WORDS, "data-words")}<p role="status" data-progress></p>
        <section data-screen="start"><h1>Le bureau est là</h1>
          <button type="button" data-begin>Faire la clé</button></section>
        <section data-screen="give" hidden><h2 data-says="give_title"></h2>
          <p class="govuk-form-group"><span class="govuk-error-message" id="give-error" data-error="give" hidden></span></p>
          <p><code data-share hidden></code></p>
          <button type="button" data-show aria-expanded="false">Montrer</button>
          <button type="button" data-download>Télécharger</button>
          <button type="button" data-print>Imprimer</button>
          <button type="button" data-given>C'est fait</button></section>
        <section data-screen="take" hidden><h2 data-says="take_title"></h2>
          <p class="govuk-form-group"><label for="typed">Part</label>
          <span class="govuk-error-message" id="take-error" data-error="take" hidden></span>
          <input class="govuk-input" id="typed" data-typed spellcheck="false"></p>
          <p><label for="file">Fichier</label> <input type="file" id="file" data-file></p>
          <button data-taken type="button">Vérifier</button></section>
        <section data-screen="failed" hidden><h2>L'essai a échoué</h2>
          <button type="button" data-restart>Recommencer</button></section>
        <section data-screen="done" hidden><h2>La clé est faite</h2><button>Enregistrer</button></section></form>""",
    )


def counting(votation: Votation) -> str:
    panels = "".join(
        f"""<fieldset class="govuk-form-group" data-member="{place}"><legend>{html.escape(member["name"])}</legend>
        <p data-said hidden></p><div data-entry><label for="typed-{place}">Part de {html.escape(member["name"])}</label>
        <span class="govuk-error-message" id="member-{place}-error" data-error="member-{place}" hidden></span>
        <input class="govuk-input" id="typed-{place}" name="shares" data-typed spellcheck="false">
        <label for="file-{place}">Fichier</label> <input type="file" id="file-{place}" name="files" data-file></div></fieldset>"""
        for place, member in enumerate(votation.bureau["members"])
    )
    return page(
        "Dépouillement",
        "counting.js",
        f"""<form data-counting method="post" action="/posted" novalidate><h1>Dépouiller</h1>
        {embedded(votation.manifest, "data-manifest")}{embedded(WORDS, "data-words")}{panels}
        <p role="status" data-progress></p>
        <p class="govuk-error-message" id="shares-error" data-error="shares" hidden></p>
        <button>Dépouiller</button></form>""",
    )


def receipt(votation: Votation, closed: bool = False) -> str:
    return page(
        "Récépissé",
        "receipt.js",
        f"""<form data-receipt method="post" action="/posted" novalidate data-board-url="/board/{{ballot}}"
          data-epoch-url="/epochs/{{number}}"{' data-closed="yes"' if closed else ""}><h1>Vérifier</h1>
        {embedded(votation.manifest, "data-manifest")}{embedded(WORDS, "data-words")}
        <p class="govuk-form-group"><label for="receipt">Récépissé</label>
        <span class="govuk-error-message" id="receipt-error" data-error="receipt" hidden></span>
        <input type="file" id="receipt" name="receipt"></p><button>Vérifier</button>
        <p role="status" data-progress></p>
        <section data-outcome hidden><h2 data-outcome-title></h2><p data-outcome-text></p><code data-hash></code></section>
        </form>""",
    )


@dataclass
class Site:
    """What the browser asked for, and what it is answered. `right` and `box` take a body and answer (status, body)."""

    votation: Votation
    pages: dict[str, Any] = field(default_factory=dict)
    right: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _: (200, {"right": kit.b64(b"r" * 32)})
    box: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _: (503, {"code": "unavailable"})
    asked: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    address: str = ""

    def bodies(self, path: str) -> list[Any]:
        return [body for each, _, body in self.asked if each == path]

    @property
    def paths(self) -> Counter[str]:
        return Counter(path for path, _, _ in self.asked)

    def take(self, body: dict[str, Any]) -> tuple[int, Any]:
        """A box that does what it should."""
        return 201, self.votation.receipt(kit.sha256(kit.unb64(body["sealed"])))

    def answer(self, path: str, body: Any) -> tuple[int, Any]:
        """To what is posted, and not a page's form."""
        return {"/right": self.right, "/ballots": self.box}[path](body)

    def start(self) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {"site": self}))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_port}"
        return server


class Handler(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, *_: Any) -> None:
        return

    def answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Set-Cookie", "session=who-i-am; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def json(self, status: int, said: Any) -> None:
        self.answer(status, json.dumps(said).encode(), "application/json")

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/assets/"):
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            self.answer(200, (build.BUILD / path.rsplit("/", 1)[1]).read_bytes(), kind)
            return
        self.site.asked.append((path, dict(self.headers), None))
        found = self.site.pages.get(path)
        if isinstance(found, str):
            self.answer(200, found.encode(), "text/html")
        else:
            self.json(200 if found else 404, found or {"code": "not_found"})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = self.headers["Content-Type"] == "application/json"
        body = json.loads(raw) if is_json else raw
        self.site.asked.append((self.path, dict(self.headers), body))
        if is_json:
            self.json(*self.site.answer(self.path, body))
        else:
            self.answer(200, b"<title>posted</title>", "text/html")


def is_on(page: Any, screen: str) -> None:
    """The one screen that is seen, and where the focus is."""
    from playwright.sync_api import expect  # the tests without a browser do without it

    expect(page.locator(f"[data-screen={screen}]")).to_be_visible()
    expect(page.locator("[data-screen]:visible")).to_have_count(1)
    assert page.evaluate("document.activeElement.closest('[data-screen]').dataset.screen") == screen
