"""Letters to electors from the organiser's seat: read before they leave."""

from typing import Any

from flask.testing import FlaskClient

from web.tests.bureau_world import HOME, PATH, Bureau
from web.tests.desk_world import DESK, plain, said
from web.tests.gateway_double import GatewayDouble

LETTER: dict[str, Any] = {
    "subject": "C'est à vous de voter : <b>", "sender_name": "Ville de Lys", "answer_to": "vote@lys.example",
    "text": "Bonjour,\n\nVille de Lys vous invite à voter <ici>.\n\n-- \nVille de Lys",
}  # fmt: skip


def test_a_letter_is_read_before_it_is_sent(
    client: FlaskClient, gateway: GatewayDouble, world: Bureau
) -> None:
    """U32"""
    world.state = "open"
    said(gateway, "GET", f"{PATH}/letters/invitation", (200, LETTER))
    answer = client.get(f"{HOME}/envois/invitation")
    page = plain(answer)
    for shown in (
        "C'est à vous de voter : <b>",
        "Ville de Lys vous invite à voter <ici>.",
        "vote@lys.example",
    ):
        assert shown in page
    assert "voter &lt;ici&gt;" in answer.get_data(as_text=True)
    assert page.index("voter <ici>") < page.index("Envoyer maintenant")
    said(gateway, "GET", f"{PATH}/letters/invitation", (200, LETTER | {"answer_to": None}))
    page = plain(client.get(f"{HOME}/envois/invitation"))
    assert "votre organisation ne donne pas d'adresse e-mail." in page
    assert f'href="{DESK}/fiche"' in page


def test_a_letter_that_cannot_be_shown_can_be_sent(
    client: FlaskClient, gateway: GatewayDouble, world: Bureau
) -> None:
    """U32: the service of mails may rest while one prepares."""
    world.state = "open"
    said(gateway, "GET", f"{PATH}/letters/reminder", (503, {"code": "unavailable"}))
    page = plain(client.get(f"{HOME}/envois/rappel"))
    assert "Ce qu'ils liront" not in page
    assert "Envoyer maintenant" in page
