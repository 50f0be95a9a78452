"""U27: what people type becomes paragraphs, lists and links, and nothing else."""

import re

import pytest

from web.core.plain import paragraphs


def shown(text: str) -> str:
    return str(paragraphs(text))


def links(text: str) -> list[str]:
    return re.findall(r'<a href="([^"]*)" rel="nofollow ugc noopener">', shown(text))


def test_text_is_escaped_before_it_is_shown() -> None:
    assert "&lt;b&gt;un&lt;/b&gt;<br>deux" in shown("<b>un</b>\ndeux\n\ntrois")
    assert shown("<b>un</b>\ndeux\n\ntrois").count("<p") == 2
    assert shown("  \n\n ") == ""


def test_an_address_that_is_typed_can_be_pressed() -> None:
    """U27: it says that it is not ours, and the sentence goes on after it."""
    assert shown("Voir https://ville.fr/plan?a=1&b=2.") == (
        '<p class="govuk-body">Voir <a href="https://ville.fr/plan?a=1&amp;b=2" rel="nofollow ugc noopener">'
        "https://ville.fr/plan?a=1&amp;b=2</a>.</p>"
    )


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("(voir https://fr.wikipedia.org/wiki/Lys_(plante))", "https://fr.wikipedia.org/wiki/Lys_(plante)"),
        ("«\u00a0https://ville.fr\u00a0», disent-ils", "https://ville.fr"),
        ("« https://ville.fr/a » !", "https://ville.fr/a"),
        ("HTTP://VILLE.FR/x?!", "HTTP://VILLE.FR/x"),
        ("https://école.fr/été,", "https://école.fr/été"),
        ("https://vi\u200blle.fr/\u202eab", "https://ville.fr/ab"),
    ],
)
def test_an_address_ends_where_its_reader_sees_it_end(typed: str, address: str) -> None:
    """U27: also when its signs are hidden: what is pressed is what is read."""
    assert links(typed) == [address]
    assert f">{address}</a>" in shown(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://ville.fr/x", "mailto:a@ville.fr", "https://", "https://localhost/x",
        "https://banque.fr@ailleurs.example/", "https://[::1", "https://ville.fr:port/", "xhttps://ville.fr",
        "https://ville.fr\\@ailleurs.example",
    ],
)  # fmt: skip
def test_what_does_not_lead_where_it_says_is_no_link(typed: str) -> None:
    """U27"""
    assert "<a" not in shown(typed)


def test_a_link_cannot_be_broken_out_of() -> None:
    """U27"""
    page = shown("https://ville.fr/\"onmouseover=alert(1) https://ville.fr/'><img src=x onerror=alert(1)>")
    assert set(re.findall(r"<(\w+)", page)) == {"p", "a"}
    assert re.findall(r' (on\w+|src)="', page) == []


def test_lines_that_begin_with_a_dash_are_a_list() -> None:
    """U27: between the lines around them, whatever dash the keyboard has."""
    page = shown(
        "Il faut :\n- des bancs\n– de l'ombre, voir https://ville.fr\n• de l'eau\nMerci !\n-sans espace"
    )
    assert page.replace("\n", "") == (
        '<p class="govuk-body">Il faut :</p><ul class="govuk-list govuk-list--bullet"><li>des bancs</li>'
        '<li>de l&#39;ombre, voir <a href="https://ville.fr" rel="nofollow ugc noopener">https://ville.fr</a></li>'
        '<li>de l&#39;eau</li></ul><p class="govuk-body">Merci !<br>-sans espace</p>'
    )


def test_lines_of_every_system_are_lines() -> None:
    assert (
        shown("un\r\ndeux\r\n\r\ntrois")
        == '<p class="govuk-body">un<br>deux</p>\n<p class="govuk-body">trois</p>'
    )
