"""How what people type is compared, everywhere in the suite."""

import pytest

from contracts.normalisation import (
    ascii_domain,
    comparable,
    comparable_email,
    comparable_identifier,
    is_visible,
    slug,
)

INVISIBLE = [
    "",
    " ",
    "\u200b\u200b",
    "\u00ad\u00ad\u00ad",
    "\u2060\u2800",
    "\u3164",
    "\u0301",
    "\ufe0f\u200d",
    "\u00a0\u202f",
]


@pytest.mark.parametrize("text", INVISIBLE, ids=ascii)
def test_nothing_shows_of_spaces_format_signs_fillers_and_lone_accents(text: str) -> None:
    """B19"""
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "7", "?", "é", "e\u0301", "🌳", "ا", "中", "\u200bà\u200b"], ids=ascii)
def test_letters_signs_and_pictures_show(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cadres", "cadres"),
        ("Employés", "Employe\u0301s"),
        ("Ouvriers  qualifiés", " ouvriers\u00a0qualifiés "),
        ("Cadres", "Ca\u00addres\u200b"),
        ("Straße", "STRASSE"),
        ("Ｃadres", "cadres"),
    ],
    ids=ascii,
)  # fmt: skip
def test_names_that_look_the_same_are_one(one: str, other: str) -> None:
    """B12"""
    assert comparable(one) == comparable(other)


def test_names_that_differ_by_an_accent_are_two() -> None:
    assert comparable("Salarié") != comparable("Salarie")


@pytest.mark.parametrize(
    ("one", "other"),
    [("35 000", "35000"), ("SW1A 1AA", "sw1a1aa"), ("３５０００", "35000"), ("CAPCO-4217", "capco 4217"), ("A\u20114", "A4")],
    ids=ascii,
)  # fmt: skip
def test_identifiers_are_compared_without_spaces_hyphens_and_capitals(one: str, other: str) -> None:
    """B14"""
    assert comparable_identifier(one) == comparable_identifier(other)


def test_a_leading_zero_counts() -> None:
    assert comparable_identifier("01000") != comparable_identifier("1000")


def test_addresses_are_compared_without_capitals_and_invisible_signs_and_keep_their_domain() -> None:
    """D05"""
    assert comparable_email(" Fay@Exemple.fr\u200b") == "fay@exemple.fr"
    assert comparable_email("someone@straße.de") != comparable_email("someone@strasse.de")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ville de Nœux-les-Mines", "ville-de-noeux-les-mines"),
        ("L’Haÿ-les-Roses", "l-hay-les-roses"),
        ("L'Haÿ-les-Roses", "l-hay-les-roses"),
        ("Malmø", "malmo"),
        ("中", "organisation"),
    ],
)  # fmt: skip
def test_a_slug_loses_no_letter(name: str, expected: str) -> None:
    """D11"""
    assert slug(name, 80, "organisation") == expected


def test_a_slug_ends_with_no_hyphen_when_it_is_cut() -> None:
    assert slug("ville de paris", 6, "-") == "ville"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@straße.de", "a@strasse.de", False),
        ("a@straße.de", "A@xn--strae-oqa.de", True),
        ("a@mairie-évry.fr", "a@MAIRIE-E\u0301VRY.FR", True),
        ("a@example.org\u200b", "a@example.org", True),
    ],
    ids=ascii,
)  # fmt: skip
def test_a_domain_in_letters_and_in_ascii_is_one_and_no_other(one: str, other: str, same: bool) -> None:
    """D05"""
    assert (comparable_email(one) == comparable_email(other)) is same
    assert ascii_domain("straße.de") != ascii_domain("strasse.de")


def test_what_is_no_domain_is_compared_as_it_is_and_travels_nowhere() -> None:
    assert comparable_email("A@\u2615.-x.fr") == "a@\u2615.-x.fr"
    with pytest.raises(UnicodeError):
        ascii_domain("\u2615.-x.fr")
