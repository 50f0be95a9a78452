"""U36, B25: how finished pages are typeset; what is stored and sent is not touched."""

import re
import time

import pytest

from web.core.typography import APOSTROPHE, THIN, WIDE, finish, typeset


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quoi ? Oui ! Non ; si", f"Quoi{THIN}? Oui{THIN}! Non{THIN}; si"),
        ("Congrès : bureau", f"Congrès{WIDE}: bureau"),
        ("« Pour » et «Contre»", f"«{WIDE}Pour{WIDE}» et «{WIDE}Contre{WIDE}»"),
        ("l'avenant n° 7 aujourd'hui", f"l{APOSTROPHE}avenant n°{WIDE}7 aujourd{APOSTROPHE}hui"),
        ("L&#39;été d'« ici »", f"L{APOSTROPHE}été d{APOSTROPHE}«{WIDE}ici{WIDE}»"),
        ("à 10:30, 76 %, 20 €", f"à 10:30, 76{WIDE}%, 20{WIDE}€"),
        ("voir https://x.fr/l'a?b=c : bien", f"voir https://x.fr/l'a?b=c{WIDE}: bien"),
        ("d'écrire à l'a@b.fr", f"d{APOSTROPHE}écrire à l'a@b.fr"),
        ("the voters' list, it's", f"the voters' list, it{APOSTROPHE}s"),
        ("", ""),
    ],
)
def test_french_spaces_and_apostrophes(typed: str, shown: str) -> None:
    assert typeset(typed) == shown
    assert typeset(shown) == shown


@pytest.mark.parametrize(
    "kept",
    [
        "<code>l'a ? b</code>",
        "<textarea name='x'>l'a ? b</textarea>",
        '<script type=\'application/json\'>{"a": "l\'a ? b"}</script>',
        "<style>a :hover { content: 'l'a' }</style>",
        '<input value="l\'a ? b" title="l\'a ? b">',
        "<pre>l'a\n ? b</pre>",
        "<!-- l'a ? b -->",
    ],
)
def test_code_fields_and_attributes_stay_as_they_are(kept: str) -> None:
    assert finish(f"<p>x</p>{kept}<p>y</p>") == f"<p>x</p>{kept}<p>y</p>"


@pytest.mark.parametrize(
    ("page", "turned"),
    [
        ("<h1>شكرا Merci.</h1>", '<h1 dir="auto">شكرا Merci.</h1>'),
        ('<h1 class="c"><svg></svg> שלום</h1>', '<h1 dir="auto" class="c"><svg></svg> שלום</h1>'),
        ("<h2><a href='#'>שלום</a></h2>", "<h2 dir=\"auto\"><a href='#'>שלום</a></h2>"),
        ("<p>Par <b>שלום</b>, 3 votes</p>", '<p>Par <b dir="auto">שלום</b>, 3 votes</p>'),
        ("<p>Salut</p><p>مرحبا<br>x</p>", '<p>Salut</p><p dir="auto">مرحبا<br>x</p>'),
        ("<ul><li>a<li>مرحبا</ul>", '<ul><li>a<li dir="auto">مرحبا</ul>'),
        ("<option>مرحبا</option><title>שלום</title>", "<option>مرحبا</option><title>שלום</title>"),
        ('<p dir="ltr">שלום</p>', '<p dir="ltr">שלום</p>'),
    ],
)
def test_what_is_written_from_right_to_left_is_turned_round(page: str, turned: str) -> None:
    """B25"""
    assert finish(page) == turned


def test_a_long_page_is_finished_in_a_moment() -> None:
    page = "".join(f"<li><a href='/x/{n}'>L'idée n° {n} : pourquoi ?</a> שלום</li>" for n in range(3000))
    began = time.process_time()
    assert len(re.findall(APOSTROPHE, finish(page))) == 3000
    assert time.process_time() - began < 1.5
