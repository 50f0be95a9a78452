"""People of the tests: they act through operations alone."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from chassis.storage import Storage
from chassis.tokens import Signer
from contracts.identity import accounts as accounts_ops
from contracts.identity import internal as internal_ops
from contracts.identity import members as members_ops
from contracts.identity import organisations as organisations_ops
from contracts.identity import sessions as sessions_ops
from contracts.operations import Operation
from contracts.refused import Refused

PASSWORD = "kestrel umbrella ninety-one"


class Asks(Protocol):
    """A caller: over the broker, or within the process."""

    def ask(
        self,
        operation: Operation,
        request: dict[str, Any] | None = None,
        token: str | None = None,
        key: str | None = None,
        *,
        client_address: str = "",
    ) -> dict[str, Any]: ...


class Town:
    """Where the tests' people live: one service, its database, a caller."""

    def __init__(self, caller: Asks, storage: Storage, environments: dict[str, dict[str, str]]) -> None:
        self.caller, self.storage, self.environments = caller, storage, environments
        self._network: str | None = None

    @contextmanager
    def from_one_network(self) -> Iterator[None]:
        """All that is asked meanwhile comes from one address."""
        self._network = self.address()
        yield
        self._network = None

    def ask(
        self, operation: Operation, token: str | None = None, /, key: str | None = None, **request: Any
    ) -> Any:
        return self.caller.ask(operation, request, token, key, client_address=self.address())

    def address(self) -> str:
        """A new client each time, so that only the tests of throttling are throttled."""
        if self._network:
            return self._network
        number = uuid.uuid4().int
        return f"10.{number % 256}.{(number >> 8) % 256}.{(number >> 16) % 256}"

    def refusal(self, operation: Operation, token: str | None = None, /, **request: Any) -> str:
        """The code of the refusal, or nothing."""
        try:
            self.ask(operation, token, **request)
        except Refused as refused:
            return refused.code
        return ""

    def sibling(self, service: str) -> str:
        """The token of a sibling service that asks identity."""
        signer = Signer(Path(self.environments[service]["SIGNING_KEY_FILE"]).read_text())
        return signer.sign({"iss": service, "sub": service, "aud": "identity"}, 60)

    def register(self, email: str | None = None, **more: Any) -> "Person":
        email = email or f"{uuid.uuid4().hex[:10]}@example.org"
        asked = {
            "email": email,
            "password": PASSWORD,
            "display_name": "Camille Durand",
            "terms_accepted": True,
            "terms_version": "2026-01",
        }
        return Person(self, email, self.ask(accounts_ops.register_account, **{**asked, **more}))

    def confirmed(self, email: str | None = None, **more: Any) -> "Person":
        person = self.register(email, **more)
        person.ask(accounts_ops.confirm_email, token=self.secret("email_confirmation"))
        return person.renew()

    def appointed(self, role: str = "platform_admin") -> "Person":
        """Someone with a role everywhere, as the operator's command makes one."""
        person = self.confirmed()
        with self.storage.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO role_grant (account_id, role, given_at) VALUES (:id, :role, now())"),
                {"id": person.id, "role": role},
            )
        return person.renew()

    def requests(self, kind: str) -> list[str]:
        """The ids of the credential mails asked for, as the outbox tells them."""
        with self.storage.engine.connect() as connection:
            facts = connection.execute(
                text(
                    "SELECT data FROM outbox WHERE fact LIKE '%credential_mail_requested%' ORDER BY position"
                )
            )
            told = [json.loads(data) for data in facts.scalars()]
        return [each["request_id"] for each in told if each["kind"] == kind]

    def mint(self, kind: str) -> Any:
        """What notifications learns when it sends the last mail of a kind."""
        token = self.sibling("notifications")
        return self.ask(internal_ops.mint_credential, token, request_id=self.requests(kind)[-1], kind=kind)

    def secret(self, kind: str) -> str:
        secret: str = self.mint(kind)["secret"]
        return secret


class Person:
    """Someone with a session."""

    def __init__(self, town: Town, email: str, session: dict[str, Any]) -> None:
        self.town, self.email, self.session = town, email, session

    @property
    def id(self) -> str:
        return str(self.session["account"]["id"])

    @property
    def token(self) -> str:
        return str(self.session["access_token"])

    def ask(self, operation: Operation, /, key: str | None = None, **request: Any) -> Any:
        return self.town.ask(operation, self.token, key=key, **request)

    def refusal(self, operation: Operation, /, **request: Any) -> str:
        return self.town.refusal(operation, self.token, **request)

    def renew(self) -> "Person":
        """Refresh the session: the next token knows the roles of now."""
        token = self.session["refresh_token"]
        self.session = self.town.ask(sessions_ops.refresh_session, refresh_token=token)
        return self

    def sign_in(self, password: str = PASSWORD) -> "Person":
        session = self.town.ask(sessions_ops.sign_in, email=self.email, password=password, device="Firefox")
        return Person(self.town, self.email, session)

    def organisation(self, name: str = "Ville de Créteil", **more: Any) -> Any:
        made = self.ask(organisations_ops.create_organisation, name=name, kind="municipality", **more)
        self.renew()
        return made

    def invite(self, organisation_id: str, person: "Person", role: str) -> "Person":
        """Bring someone into the organisation in a role."""
        self.ask(members_ops.invite_member, organisation_id=organisation_id, email=person.email, role=role)
        person.ask(members_ops.accept_invitation, token=self.town.secret("invitation"))
        return person.renew()
