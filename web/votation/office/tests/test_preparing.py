"""VO-1, VO-2 from the organiser's seat: every page in every state, the rules and the roll, up to freezing."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from web.tests import bureau_world, votation_double
from web.tests.bureau_world import ANA, BEN, FILE, HOME, LIST, PAGES, PATH, READ, Bureau
from web.tests.desk_world import DESK, OPEN, ORG, STEPS, last, plain, refusal, said, sends, sign_in, speak
from web.tests.gateway_double import GatewayDouble
from web.tests.votation_kit import VOTATION


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("state", "path"), PAGES)
def test_every_page_is_there_in_its_state(
    client: FlaskClient, world: Bureau, state: str, path: str, language: str
) -> None:
    world.state = state
    speak(client, language)
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.get_data(as_text=True)
    page = answer.get_data(as_text=True)  # the ceremony is several screens, each with its title
    assert page.count("<h1") == (5 if "data-ceremony" in page else 1)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", ["ready", "sealed", "open", "proclaimed"])
def test_what_is_frozen_is_shown_and_not_edited(client: FlaskClient, world: Bureau, state: str) -> None:
    world.state = state
    for tail in ("/textes", "/dates", "/questions", "/questions/q1", "/membres", "/liste/fichier", "/figer"):
        page = plain(client.get(HOME + tail))
        assert "Les règles sont figées" in page
        assert 'method="post"' not in page.split('id="main"')[-1].split("<main")[-1].split("</main>")[0]
        assert ("/brouillon" in page) == (state == "ready")


@pytest.mark.parametrize(
    ("state", "act"),
    [
        ("draft", "Figer les règles"), ("ready", "Tenir la cérémonie des clés"), ("keyed", "Sceller la votation"),
        ("sealed", "Envoyer les convocations"), ("suspended", "Reprendre le vote"),
        ("closed", "Dépouiller les bulletins"), ("counted", "Voir le résultat et le proclamer"),
        ("proclaimed", "Voir le résultat et ses documents"),
    ],
)  # fmt: skip
def test_the_path_has_one_main_action(client: FlaskClient, world: Bureau, state: str, act: str) -> None:
    world.state = state
    page = plain(client.get(HOME)).split("<main")[1]
    assert page.count("c-button--main") == 1
    assert act in page.split("c-button--main")[1][:300]


def test_the_path_says_what_is_missing(client: FlaskClient, world: Bureau) -> None:
    world.view = {"missing": ["window", "roll"], "electors": 0}
    page = plain(client.get(HOME))
    assert "Il manque encore" in page
    assert "les dates d'ouverture et de clôture" in page
    assert "la liste électorale" in page
    assert f"{HOME}/dates" in page


def test_an_analyst_follows_and_changes_nothing(client: FlaskClient, world: Bureau) -> None:
    sign_in(client, ("analyst", ORG))
    world.state = "open"
    assert "c-button--main" not in plain(client.get(HOME)).split("<main")[1]
    assert client.get(f"{HOME}/suivi").status_code == 200
    assert client.get(f"{HOME}/liste").status_code == 403


# --- making one


def test_a_votation_of_a_project_becomes_a_step_of_it(send: Any, gateway: GatewayDouble) -> None:
    said(gateway, "POST", f"/projects/{OPEN}/steps", (201, STEPS["step-p"]))
    answer = send(f"{LIST}/nouvelle?projet=mobilite", {"title": "Le plan", "project": "mobilite"})
    assert answer.status_code == 303
    made, step = sends(gateway, "POST")
    assert made.body["project_id"] == OPEN
    assert step.body == {
        "kind": "votation",
        "title": "Avenant n° 3 : le temps de travail",
        "votation_id": VOTATION,
    }


def test_a_votation_needs_a_title(send: Any, gateway: GatewayDouble) -> None:
    answer = send(f"{LIST}/nouvelle", {"title": ""})
    assert answer.status_code == 422
    assert "Donnez un titre à la votation." in plain(answer)
    assert sends(gateway, "POST") == []


def test_the_desk_leads_to_votations(client: FlaskClient, world: Bureau) -> None:
    assert LIST in client.get(DESK).get_data(as_text=True)
    assert f"{LIST}/nouvelle?projet=mobilite" in client.get(f"{DESK}/projets/mobilite").get_data(as_text=True)


# --- texts, dates, risk


def test_a_document_has_a_name_and_a_fingerprint(send: Any, gateway: GatewayDouble) -> None:
    path = f"{HOME}/textes"
    assert "64 chiffres" in plain(send(path, {"title": "Avenant", "document_name": "a", "sha256": "xy"}))
    assert send(path, {"title": "Avenant", "document_name": "a", "sha256": ""}).status_code == 422
    assert send(path, {"title": "Avenant", "document_name": "a.pdf", "sha256": "AB " * 32}).status_code == 303
    sent = last(gateway, "PATCH")
    assert sent.body["document"] == {"name": "a.pdf", "sha256": "ab" * 32}
    assert sent.headers["If-Match"] == '"7"'


def test_dates_are_sent_in_the_time_zone(send: Any, gateway: GatewayDouble) -> None:
    fields = {
        "opens_date": "2027-01-11", "opens_time": "09:00", "closes_date": "2027-01-15", "closes_time": "",
        "grace_minutes": "10", "proxies_per_holder": "1",
    }  # fmt: skip
    assert send(f"{HOME}/dates", fields).status_code == 303
    assert last(gateway, "PATCH").body == {
        "opens_at": "2027-01-11T09:00:00+01:00", "closes_at": "2027-01-16T00:00:00+01:00",
        "grace_minutes": 10, "proxies_per_holder": 1,
    }  # fmt: skip
    wrong = send(f"{HOME}/dates", fields | {"grace_minutes": "45", "closes_date": "2027-01-10"})
    assert "Écrivez un nombre entier de 0 à 30." in plain(wrong)
    assert "La fermeture doit venir après l'ouverture." in plain(wrong)


def test_risk_tells_both_levels(
    client: FlaskClient, send: Any, world: Bureau, gateway: GatewayDouble
) -> None:
    world.view = {"risk_level": 3}
    assert "Ce vote demande davantage" in plain(client.get(f"{HOME}/risque"))
    assert send(f"{HOME}/risque", {"risk_binding": "yes", "risk_conflict": "no"}).status_code == 303
    assert last(gateway, "PATCH").body == {"risk_answers": {"binding": True, "conflict": False}}


def test_a_change_by_someone_else_is_told(send: Any, gateway: GatewayDouble) -> None:
    said(gateway, "PATCH", PATH, refusal(412, "stale_version", "Périmé."))
    answer = send(f"{HOME}/textes", {"title": "Autre", "seen": "title:00000000"})
    assert answer.status_code == 412
    assert "pendant que vous écriviez" in plain(answer)


# --- questions

YES_NO = {
    "title": "Signer ?", "yes": "Pour", "no": "Contre", "blank": "yes", "majority": "own", "own_p": "55", "own_q": "100",
    "quorum": "third", "quorum_of": "electors", "count": "heads", "base": "voters", "colleges": "each", "tie": "president",
    "adopted": "l'accord est signé", "rejected": "l'accord n'est pas signé",
}  # fmt: skip


def test_a_yes_or_no_with_its_rule(send: Any, gateway: GatewayDouble) -> None:
    assert (
        send(
            f"{HOME}/questions/ajouter/yes_no", YES_NO | {"abstain": "yes", "abstain_label": "Abstention"}
        ).status_code
        == 303
    )
    first, made = last(gateway, "PATCH").body["questions"]
    assert first["id"] == "q1"
    assert made["id"] == "q2"
    assert [each["id"] for each in made["choices"]] == ["yes", "no", "abstain"]
    assert made["rule"] == {
        "count": "heads", "base": "voters", "share": [55, 100], "strict": False, "colleges": "each",
        "quorum": {"of": "electors", "share": [1, 3], "strict": False}, "tie": "president",
        "outcomes": {"adopted": "l'accord est signé", "rejected": "l'accord n'est pas signé"},
    }  # fmt: skip


def test_the_rule_is_previewed_in_words(send: Any, gateway: GatewayDouble) -> None:
    page = plain(send(f"{HOME}/questions/ajouter/yes_no", YES_NO | {"preview": "yes"}))
    assert "au moins 55 %" in page
    assert "l'accord est signé" in page.split('id="preview"')[1].split("</section>")[0]
    assert sends(gateway, "PATCH") == []


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("several", {"min": "1", "max": "2", "seats": "2"}, {"limits": {"min": 1, "max": 2}, "seats": 2}),
        ("points", {"total": "10", "most_each": "6", "exact": "yes"},
         {"limits": {"total": 10, "exact": True, "most_each": 6}}),
        ("score", {"least": "-2", "most": "2"}, {"limits": {"least": -2, "most": 2}}),
        ("ranking", {"method": "borda", "complete": "yes"}, {"method": "borda", "complete": True, "ties_allowed": False}),
        ("majority_judgment", {"grades": "Bien\nMoyen\nÀ rejeter"}, {"grades": ["Bien", "Moyen", "À rejeter"]}),
        ("single", {}, {"seats": 1, "limits": {}, "grades": [], "method": None}),
    ],
)  # fmt: skip
def test_each_kind_is_sent_as_the_manifest_has_it(
    send: Any, gateway: GatewayDouble, kind: str, fields: dict[str, str], expected: dict[str, Any]
) -> None:
    typed = {"title": "Qui ?", "choices": "Zoé | du soir\nAhmed\n\nLéa", "seats": "1", "quorum": "none"}
    answer = send(f"{HOME}/questions/ajouter/{kind}", typed | {"majority": "relative"} | fields)
    assert answer.status_code == 303
    made = last(gateway, "PATCH").body["questions"][-1]
    assert made["choices"][0] == {"id": "c1", "label": "Zoé", "explanation": "du soir"}
    assert expected.items() <= made.items()


def test_a_question_added_again_by_back_is_one(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    """B18: it is added by a change of the votation, whose version moves on; the ballot itself tells."""
    typed = {
        "title": "Qui ?",
        "choices": "Zoé\nAhmed",
        "seats": "1",
        "quorum": "none",
        "majority": "relative",
    }
    send(f"{HOME}/questions/ajouter/single", typed)
    world.votation.questions = last(gateway, "PATCH").body["questions"]
    assert send(f"{HOME}/questions/ajouter/single", typed).status_code == 303
    assert len(sends(gateway, "PATCH")) == 1
    send(f"{HOME}/questions/ajouter/single", typed | {"title": "Qui d'autre ?"})
    assert len(last(gateway, "PATCH").body["questions"]) == len(world.votation.questions) + 1


def test_several_seats_in_proportion_and_what_equal_votes_do_are_told(
    client: FlaskClient, send: Any, gateway: GatewayDouble
) -> None:
    """B07, V09"""
    fields = {
        "title": "Qui ?",
        "choices": "A\nB\nC",
        "ties_allowed": "yes",
        "seats": "2",
        "count": "heads",
        "tie": "draw",
    }
    told = plain(send(f"{HOME}/questions/ajouter/ranking", fields | {"method": "stv", "preview": "yes"}))
    assert "2 sièges sont à pourvoir." in told
    assert "Les sièges sont partagés à proportion des groupes que forment les électeurs." in told
    send(f"{HOME}/questions/ajouter/ranking", fields | {"method": "stv"})
    question = last(gateway, "PATCH").body["questions"][-1]
    assert (question["method"], question["seats"], question["ties_allowed"]) == ("stv", 2, False)
    told = plain(send(f"{HOME}/questions/ajouter/ranking", fields | {"method": "borda", "preview": "yes"}))
    assert "Ce n'est pas proportionnel : une majorité peut prendre tous les sièges." in told.replace(
        "\u202f", " "
    ).replace("’", "'")
    told = plain(
        send(f"{HOME}/questions/ajouter/ranking", fields | {"method": "instant_runoff", "preview": "yes"})
    )
    assert "ceux qui peuvent gagner sont à égalité" in told


def test_a_choice_keeps_its_id_when_others_move(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.votation.questions = [votation_double.MANY[0]]
    stored = world.votation.questions[0]["choices"]
    lines = "\n".join(["Nouveau", *(each["label"] for each in reversed(stored))])
    fields = {"title": "Qui ?", "choices": lines, "seats": "1", "majority": "half"}
    assert send(f"{HOME}/questions/q1", fields).status_code == 303
    sent = last(gateway, "PATCH").body["questions"][0]["choices"]
    assert [each["id"] for each in sent[1:]] == [each["id"] for each in reversed(stored)]
    assert sent[0]["id"] not in {each["id"] for each in stored}


@pytest.mark.parametrize(("language", "sentence"), [("fr", "Trop long."), ("en", "Too long.")])
def test_a_refused_part_is_told_beside_its_field(
    client: FlaskClient, send: Any, gateway: GatewayDouble, language: str, sentence: str
) -> None:
    speak(client, language)
    errors = [
        {"field": "questions.1.rule.outcomes.adopted", "code": "too_long", "detail": sentence},
        {"field": "questions.1.rule.quorum.share", "code": "invalid", "detail": "Quorum ?"},
        {"field": "questions.1.choices.0.label", "code": "invalid", "detail": "Choix ?"},
    ]
    said(gateway, "PATCH", PATH, refusal(422, "question_invalid", errors=errors))
    page = plain(
        send(f"{HOME}/questions/ajouter/single", {"title": "Qui ?", "choices": "A\nB", "seats": "1"})
    )
    for name, told in (("adopted", sentence), ("quorum", "Quorum ?"), ("choices", "Choix ?")):
        assert told in page.split(f'id="{name}-error"')[1][:200]


def test_questions_move_and_go(send: Any, world: Bureau, gateway: GatewayDouble) -> None:
    world.votation.questions = votation_double.MANY[:2]
    assert send(f"{HOME}/questions", {"move": "down:q1"}).status_code == 303
    assert [each["id"] for each in last(gateway, "PATCH").body["questions"]] == ["q2", "q1"]
    assert send(f"{HOME}/questions/q1/retirer", {"confirmed": "yes"}).status_code == 303
    assert [each["id"] for each in last(gateway, "PATCH").body["questions"]] == ["q2"]


# --- the roll


def test_a_file_goes_as_it_is(send: Any, gateway: GatewayDouble) -> None:
    content = "Matricule;Nom\nA-1;Ana Lefèvre\n".encode("windows-1252")
    answer = send(f"{HOME}/liste/fichier", {"file": (io.BytesIO(content), "liste.csv")})
    assert answer.headers["Location"] == READ
    sent = last(gateway, "POST")
    assert (sent.body, sent.headers["Content-Type"]) == (content, "text/csv")


def test_a_file_that_is_no_list(send: Any, gateway: GatewayDouble) -> None:
    said(
        gateway, "POST", f"{PATH}/roll-imports", refusal(422, "roll_not_readable", "Ce n'est pas une liste.")
    )
    page = plain(send(f"{HOME}/liste/fichier", {"file": (io.BytesIO(b"PK"), "liste.xlsx")}))
    assert "Ce n'est pas une liste." in page.split('id="file-error"')[1][:200]


def test_the_guess_is_shown_and_corrected(client: FlaskClient, send: Any, gateway: GatewayDouble) -> None:
    page = plain(client.get(READ))
    assert "Matricule, par exemple « A-1 »" in page
    fields = {f"column_{name}": "" for name in ("name", "email", "phone", "postal_code", "college", "weight")}
    fields |= {
        "column_reference": "0",
        "column_email": "2",
        "separator": "tab",
        "encoding": "utf-8",
        "has_header": "no",
    }
    assert send(READ, fields).status_code == 303
    assert last(gateway, "PUT").body == {
        "encoding": "utf-8", "separator": "\t", "has_header": False, "first_line": None,
        "columns": {
            "reference": 0, "email": 2, "name": None, "phone": None, "postal_code": None, "college": None, "weight": None,
            "name_2": None, "name_3": None, "reference_2": None, "college_2": None,
        },
    }  # fmt: skip


def test_lines_above_the_list_and_a_name_in_two_columns_are_shown_and_sent(
    client: FlaskClient, send: Any, gateway: GatewayDouble, world: Bureau
) -> None:
    """B23, B24"""
    world.file |= {
        "sample": [["Section de Lyon", "", ""], ["N°", "Nom", "Prénom"], ["1", "Martin", "Alice"]],
        "sample_lines": [2, 4, 5],
        "first_line": 4,
    }
    page = plain(client.get(READ))
    assert "au-dessus de la liste" in page
    assert "noms des colonnes" in page
    assert "Prénom, par exemple « Alice »" in page
    fields = {"column_reference": "0", "column_name": "1", "column_name_2": "2", "first_line": "4"}
    assert send(READ, fields | {"has_header": "yes", "encoding": "mac-roman"}).status_code == 303
    sent = last(gateway, "PUT").body
    assert (sent["first_line"], sent["encoding"]) == (4, "mac-roman")
    assert (sent["columns"]["name"], sent["columns"]["name_2"]) == (1, 2)


def test_the_report_says_how_weights_were_read_and_which_colleges_are_one(
    client: FlaskClient, world: Bureau
) -> None:
    """B01, B12"""
    world.file |= bureau_world.REPORT | {
        "problems": 0,
        "good": 5,
        "weights_read": {"least": 950, "most": 1000, "thousands": ".", "decimals": "", "example": "1.000",
                         "example_weight": 1000},
        "merged": [{"college": "Cadres", "spellings": [{"spelling": "Cadres", "electors": 2},
                                                       {"spelling": "cadres", "electors": 1}]}],
        "invisible": 1,
    }  # fmt: skip
    page = plain(client.get(READ))
    assert "Poids de 950 à 1 000, pour 5 électeurs." in page
    assert "« 1.000 » a été lu 1 000." in page
    assert "Collèges réunis" in page
    assert "Des signes invisibles ont été retirés de 1 ligne." in page


def test_reading_is_followed_without_script(client: FlaskClient, world: Bureau) -> None:
    world.file |= {"state": "reading", "progress": 40}
    page = plain(client.get(READ))
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'data-poll="yes"' in page


def test_the_report_names_each_line(client: FlaskClient, world: Bureau) -> None:
    world.file |= bureau_world.REPORT
    page = plain(client.get(READ))
    assert "Cette adresse figure déjà sur une autre ligne. Voir la ligne 2." in page
    assert "En faire la liste" not in page
    file = client.get(f"{READ}/problemes.csv")
    lines = file.get_data(as_text=True).splitlines()
    assert lines[0].startswith("\ufeffLigne;Colonne")
    assert "'=2+3" in lines[2]


def test_a_good_file_becomes_the_roll(
    client: FlaskClient, send: Any, world: Bureau, gateway: GatewayDouble
) -> None:
    world.file |= bureau_world.REPORT | {"problems": 0}
    assert "En faire la liste" in plain(client.get(READ))
    assert send(READ, {}, to=f"{READ}/appliquer").status_code == 303
    assert last(gateway, "POST").path == f"/api/v1/roll-imports/{FILE}/application"


def test_an_elector_is_added_corrected_and_removed(send: Any, gateway: GatewayDouble) -> None:
    unreachable = send(f"{HOME}/liste/ajouter", {"reference": "D-4", "weight": "1"})
    assert "il faut pouvoir joindre" in plain(unreachable)
    assert (
        send(f"{HOME}/liste/ajouter", {"reference": "D-4", "email": "d@e.fr", "weight": "2"}).status_code
        == 303
    )
    assert last(gateway, "POST").body["weight"] == 2
    page = f"{HOME}/liste/{BEN}?n=B-2"
    assert "Dites pourquoi" in plain(send(page, {"email": "b@e.fr", "weight": "1", "reason": ""}))
    assert send(page, {"email": "b@e.fr", "weight": "1", "reason": "Déménagé"}).status_code == 303
    assert last(gateway, "PATCH").body["reason"] == "Déménagé"
    assert send(f"{HOME}/liste/{BEN}/retirer?n=B-2", {"reason": "Parti"}).status_code == 303
    assert last(gateway, "DELETE").query == {"reason": "Parti"}


def test_after_freezing_only_the_ways_to_reach_are_sent(
    send: Any, world: Bureau, gateway: GatewayDouble
) -> None:
    world.state = "open"
    assert send(f"{HOME}/liste/{BEN}?n=B-2", {"email": "b@e.fr", "reason": "Erreur"}).status_code == 303
    assert not {"college", "weight", "reference"} & last(gateway, "PATCH").body.keys()


def test_a_threshold_for_one_member_says_what_to_do(send: Any) -> None:
    """U30"""
    told = plain(send(f"{HOME}/membres", {"members": "Ana Roy", "threshold": "3"}))
    assert "Il y a un seul membre : ajoutez-en" in told.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_invitation_of_one_elector_is_sent_again(
    client: FlaskClient, send: Any, gateway: GatewayDouble, world: Bureau
) -> None:
    """B22"""
    person = bureau_world.ELECTORS[0]
    where = f"{HOME}/liste/{person['id']}"
    gateway.replies[f"POST /api/v1/electors/{person['id']}/letter"] = (202, {"done": True})
    world.state = "open"
    assert "Renvoyer l" in plain(client.get(f"{where}?n={person['reference']}"))
    page, to = f"{where}?n={person['reference']}", f"{where}/lettre?n={person['reference']}"
    assert send(page, {}, to=to).status_code == 303
    assert last(gateway, "POST").path.endswith(f"/electors/{person['id']}/letter")
    world.state = "draft"
    assert "Renvoyer l" not in plain(client.get(f"{where}?n={person['reference']}"))


def test_an_elector_who_is_there_already(send: Any, gateway: GatewayDouble) -> None:
    said(gateway, "POST", f"{PATH}/electors", refusal(409, "elector_twice", "Déjà là."))
    page = plain(send(f"{HOME}/liste/ajouter", {"reference": "D-4", "email": "d@e.fr", "weight": "1"}))
    assert "Déjà là. Cherchez ce numéro" in page.split('id="email-error"')[1][:300]


def test_proxies_are_given_and_taken_back(send: Any, gateway: GatewayDouble) -> None:
    third = bureau_world.ELECTORS[2]["id"]
    assert send(f"{HOME}/liste/{third}/procuration?n=C-3&q=b", {"holder_id": BEN}).status_code == 303
    assert last(gateway, "POST").body == {"giver_id": third, "holder_id": BEN}
    assert send(f"{HOME}/liste/{ANA}/procuration?n=A-1", {"withdraw": "yes"}).status_code == 303
    assert last(gateway, "DELETE").path.endswith("/proxy")


def test_a_group_becomes_the_roll(send: Any, gateway: GatewayDouble) -> None:
    assert send(f"{HOME}/liste/groupe", {"group_id": "group-1", "weight": "1"}).status_code == 303
    assert last(gateway, "POST").body == {"group_id": "group-1", "college": "", "weight": 1}
