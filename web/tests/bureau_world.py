"""The organiser's seat of a votation behind the gateway double: any state, a roll, its file, letters, a tie."""

from typing import Any

from web.tests import desk_world, votation_double
from web.tests.gateway_double import GatewayDouble
from web.tests.votation_double import API, OPENS, World
from web.tests.votation_kit import VOTATION

HOME = f"/bureau/{VOTATION}"
PATH = f"/votations/{VOTATION}"  # of the gateway
LIST = f"{desk_world.DESK}/votations"
ANA, BEN = "00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000b2"
FILE = "00000000-0000-4000-8000-0000000000f1"
READ = f"{HOME}/liste/fichier/{FILE}"
NOT_SEALED = ("draft", "ready", "keyed")


def elector(id: str, reference: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id, "reference": reference, "name": name, "email": f"{reference.lower()}@lys.example", "phone": None,
        "postal_code": None, "college": "Cadres", "weight": 1, "proxy_to": None, "proxies_held": 0,
    } | more  # fmt: skip


ELECTORS = [
    elector(ANA, "A-1", "Ana Lemaire-Vandenbroucke de Saint-Rémy", proxy_to=BEN),
    elector(BEN, "B-2", "Ben Haddad", proxies_held=1, weight=3),
    elector(
        "00000000-0000-4000-8000-0000000000c3", "C-3", "", college="", email=None, phone="06 11 22 33 44"
    ),
]
IMPORT = {
    "id": FILE, "votation_id": VOTATION, "state": "guessed", "progress": 0, "encoding": "windows-1252",
    "separator": ";", "has_header": True,
    "columns": {
        "reference": 0, "name": 1, "email": 2, "phone": None, "postal_code": None, "college": 3, "weight": None,
    },
    "sample": [
        ["Matricule", "Nom", "Courriel", "Collège"], ["A-1", "Ana", "ana@lys.example", "Cadres"],
        ["B-2", "Ben", "ben@lys.example", "Cadres"],
    ],
    "lines": 0, "good": 0, "problems": 0, "weights": 0, "colleges": [],
}  # fmt: skip
REPORT = {"state": "read", "progress": 100, "lines": 40, "good": 38, "problems": 2, "weights": 38}
PROBLEMS = [
    {"line": 7, "column": "email", "code": "email_twice", "excerpt": "ana@lys.example", "other_line": 2},
    {"line": 9, "column": "reference", "code": "reference_missing", "excerpt": "=2+3", "other_line": None},
]
MAILINGS = [{"id": "m1", "kind": "invitation", "letters": 2418, "written": True, "asked_at": OPENS}]
TIE = {"question_id": "q1", "rule": "president", "choices": ["yes", "no"], "seats": 1, "winners": []}


class Bureau(World):
    """`file` and `counted` are what the roll's file and the count look like."""

    def __init__(self, state: str = "draft", **more: Any) -> None:
        super().__init__(state, **more)
        self.file: dict[str, Any] = dict(IMPORT)
        self.counted: dict[str, Any] = {
            "votation_id": VOTATION, "state": "none", "progress": 0, "ballots": 0, "error": None,
        }  # fmt: skip
        self.ties: list[dict[str, Any]] = []
        self.mailings: list[dict[str, Any]] = []

    def summary(self) -> dict[str, Any]:
        electors = self.manifest["roll"]["electors"]
        return super().summary() | {
            "organisation_id": desk_world.ORG, "project_id": desk_world.OPEN, "electors": electors,
        }  # fmt: skip


def fill(gateway: GatewayDouble, world: Bureau) -> None:
    votation_double.fill(gateway, world)
    desk_world.fill(gateway)
    path = f"{API}/votations/{VOTATION}"
    page = desk_world.page
    gateway.replies |= {
        f"GET {path}/electors": page(*ELECTORS),
        f"GET {path}/signatures": page(
            {"reference": "A-1", "name": "Ada", "college": "", "signed": True},
            {"reference": "A-2", "name": "Blaise", "college": "", "signed": False},
        ),
        f"GET {path}/mailings": lambda _: page(*world.mailings),
        f"GET {path}/count": lambda _: (200, world.counted),
        f"GET {path}/result": lambda _: (
            200,
            {
                "votation_id": VOTATION,
                "manifest_hash": world.hash,
                "proclaimed": world.state in ("proclaimed", "archived", "destroyed"),
                "result": world.told["result"],
                "to_settle": world.ties,
            },
        ),
        f"POST {path}/roll-imports": (201, IMPORT),
        f"GET {API}/roll-imports/{FILE}": lambda _: (200, world.file),
        f"GET {API}/roll-imports/{FILE}/problems": page(*PROBLEMS),
        f"PUT {API}/roll-imports/{FILE}/reading": (202, IMPORT),
        f"POST {API}/roll-imports/{FILE}/application": (202, IMPORT),
        f"POST {API}/votations": lambda _: (201, world.whole()),
        f"PATCH {path}": lambda _: (200, world.whole()),
    }
    acts = ("freeze", "draft", "ceremony", "seal", "suspension", "resumption", "extension", "cancellation")
    for act in (*acts, "roll-from-group", "proclamation", "archiving", "destruction"):
        gateway.replies[f"POST {path}/{act}"] = lambda _: (200, world.whole())
    gateway.replies[f"POST {path}/count"] = lambda _: (202, world.counted | {"state": "running"})
    gateway.replies[f"POST {path}/mailings"] = (202, MAILINGS[0])
    gateway.replies[f"POST {path}/events"] = (201, {"id": "e9", "text": "Panne"})
    gateway.replies[f"POST {path}/electors"] = (201, ELECTORS[0])
    gateway.replies[f"POST {path}/proxies"] = (201, ELECTORS[0])
    for each in ELECTORS:
        gateway.replies[f"PATCH {API}/electors/{each['id']}"] = (200, each)
        gateway.replies[f"DELETE {API}/electors/{each['id']}"] = (200, {"done": True})
        gateway.replies[f"DELETE {API}/electors/{each['id']}/proxy"] = (200, each)


# Every page, with the state in which it is looked at.
PAGES: list[tuple[str, str]] = [
    *((state, HOME) for state in (
        "draft", "ready", "keyed", "sealed", "open", "suspended", "closing", "closed", "counted", "proclaimed",
        "archived", "destroyed", "cancelled",
    )),
    ("draft", LIST),
    ("draft", f"{LIST}/nouvelle"),
    *(("draft", HOME + tail) for tail in (
        "/textes", "/dates", "/risque", "/questions", "/questions/ajouter", "/questions/q1", "/questions/q1/retirer",
        "/liste", "/liste/fichier", "/liste/groupe", "/liste/ajouter", f"/liste/{BEN}?n=B-2",
        f"/liste/{BEN}/retirer?n=B-2", f"/liste/{ANA}/procuration?n=A-1",
        "/liste/00000000-0000-4000-8000-0000000000c3/procuration?n=C-3&q=b", "/membres", "/figer", "/annuler",
        "/ceremonie", "/envois",
    )),
    *(("draft", f"{HOME}/questions/ajouter/{kind}") for kind in (
        "yes_no", "single", "several", "points", "ranking", "score", "majority_judgment",
    )),
    ("draft", READ),
    ("ready", f"{HOME}/ceremonie"),
    ("ready", f"{HOME}/textes"),
    ("keyed", f"{HOME}/ceremonie"),
    ("keyed", f"{HOME}/sceller"),
    ("keyed", f"{HOME}/brouillon"),
    ("sealed", f"{HOME}/questions"),
    ("sealed", f"{HOME}/suivi"),
    ("sealed", f"{HOME}/envois"),
    ("sealed", f"{HOME}/envois/invitation"),
    *(("open", HOME + tail) for tail in (
        "/suivi", "/envois", "/envois/rappel", "/envois/resultat", "/suspendre", "/prolonger", "/signaler", "/liste",
        f"/liste/{BEN}?n=B-2", "/depouillement",
    )),
    ("suspended", f"{HOME}/suivi"),
    ("suspended", f"{HOME}/reprendre"),
    ("closing", f"{HOME}/depouillement"),
    ("closed", f"{HOME}/depouillement"),
    ("closed", f"{HOME}/emargement"),
    ("closed", f"{HOME}/suivi"),
    ("closed", f"{HOME}/envois"),
    ("counted", f"{HOME}/resultat"),
    ("counted", f"{HOME}/proclamer"),
    ("proclaimed", f"{HOME}/resultat"),
    ("proclaimed", f"{HOME}/archiver"),
    ("proclaimed", f"{HOME}/signaler"),
    ("proclaimed", f"{HOME}/envois/resultat"),
    ("archived", f"{HOME}/detruire"),
    ("destroyed", f"{HOME}/resultat"),
    ("cancelled", f"{HOME}/detruire"),
]  # fmt: skip
