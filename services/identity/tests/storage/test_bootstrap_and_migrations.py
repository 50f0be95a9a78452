"""The operator's first step, and a schema that can be undone."""

import pytest
from alembic import command
from sqlalchemy import inspect, text

from chassis import migrate
from chassis.storage import Storage
from chassis.testing.database import owned
from identity import bootstrap
from identity.storage.tables import metadata
from identity.tests.people import PASSWORD, Person, Town


@pytest.fixture
def operator(environments: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environments["identity"].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BOOTSTRAP_PASSWORD", PASSWORD)


def appoint(email: str, *more: str) -> None:
    bootstrap.main(["--email", email, *more])


def roles(person: Person) -> list[str]:
    return [grant["role"] for grant in person.session["account"]["grants"]]


@pytest.mark.usefixtures("operator")
def test_the_first_administrator_is_appointed_once_however_often_one_asks(town: Town) -> None:
    """ID-3"""
    for _ in range(3):
        appoint("Admin@example.org")
    person = Person(town, "admin@example.org", {}).sign_in()
    assert roles(person) == ["platform_admin"]
    assert person.session["account"]["email_confirmed"] is True
    assert person.organisation()["slug"] == "ville-de-creteil"


@pytest.mark.usefixtures("operator")
def test_who_has_confirmed_the_address_is_promoted_and_keeps_the_password(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = town.confirmed("manager@example.org")
    monkeypatch.setenv("BOOTSTRAP_PASSWORD", "marmalade lighthouse 1887")
    appoint("manager@example.org", "--role", "network_manager")
    assert person.sign_in().id == person.id
    assert roles(person.sign_in()) == ["network_manager"]


@pytest.mark.usefixtures("operator")
def test_an_unconfirmed_account_of_the_address_is_not_promoted(town: Town) -> None:
    """Whoever opened it may not be the address's owner."""
    squatter = town.register("admin@example.org", password="marmalade lighthouse 1887")
    appoint("admin@example.org")
    assert roles(squatter.renew()) == []
    assert Person(town, "admin@example.org", {}).sign_in().id != squatter.id


@pytest.mark.usefixtures("operator")
def test_refuses_a_guessable_password(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOTSTRAP_PASSWORD", "admin123")
    with pytest.raises(SystemExit, match="too easy"):
        appoint("admin@example.org")


def test_statements_know_the_tables_as_the_migrations_make_them(storage: Storage) -> None:
    found = inspect(storage.engine)
    for table in metadata.tables.values():
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())


def test_the_migrations_can_be_undone_and_done_again(storage: Storage) -> None:
    version_table, versions = migrate.histories("identity")[1]
    for step, target in ((command.downgrade, "base"), (command.upgrade, "head")):
        with owned(storage.engine) as connection:
            config = migrate.alembic_config(version_table, versions)
            config.attributes["connection"] = connection
            step(config, target)
        known = set(inspect(storage.engine).get_table_names())
        assert set(metadata.tables) <= known if target == "head" else not known & set(metadata.tables)
    with storage.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM account")).scalar_one() == 0
