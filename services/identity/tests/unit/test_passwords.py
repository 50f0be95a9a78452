"""Passwords: argon2id as OWASP recommends, and strength (ID-1)."""

import pytest
from argon2 import extract_parameters

from identity.clients.passwords import Argon2Passwords

OWNER = ("camille.durand@mairie-creteil.fr", "Camille Durand")


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    return Argon2Passwords()


def test_hashes_as_owasp_recommends(passwords: Argon2Passwords) -> None:
    """ID-1"""
    found = extract_parameters(passwords.hash("kestrel umbrella"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19_456, 2, 1)


def test_knows_a_password_from_another(passwords: Argon2Passwords) -> None:
    hashed = passwords.hash("kestrel umbrella")
    assert passwords.matches(hashed, "kestrel umbrella")
    assert not passwords.matches(hashed, "kestrel Umbrella")


def test_no_password_is_that_of_nobody(passwords: Argon2Passwords) -> None:
    assert not passwords.matches(None, "kestrel umbrella")


def test_nobodys_hash_costs_what_a_real_one_costs(passwords: Argon2Passwords) -> None:
    """ID-1: the same time, whether or not an address is known."""
    real, nobodys = passwords.hash("kestrel umbrella"), passwords._nobodys
    assert extract_parameters(real) == extract_parameters(nobodys)
    assert len(real) == len(nobodys)


def test_a_damaged_hash_lets_nobody_in(passwords: Argon2Passwords) -> None:
    assert not passwords.matches("$argon2id$damaged", "kestrel umbrella")


def test_an_accent_may_be_typed_either_way(passwords: Argon2Passwords) -> None:
    assert passwords.matches(passwords.hash("caf\u00e9 kestrel"), "cafe\u0301 kestrel")


@pytest.mark.parametrize(
    "password",
    ["", "password1", "azerty123", "camilledurand1", "CamilleDurand2026", "mairie-creteil", "a" * 200],
)
def test_refuses_what_is_easily_guessed(passwords: Argon2Passwords, password: str) -> None:
    assert not passwords.is_strong(password, OWNER)


@pytest.mark.parametrize(
    "password", ["kestrel umbrella ninety-one", "Camille kestrel umbrella 91", "q8#Vr2!pLx0w"]
)
def test_accepts_what_is_hard_to_guess(passwords: Argon2Passwords, password: str) -> None:
    assert passwords.is_strong(password, OWNER)
