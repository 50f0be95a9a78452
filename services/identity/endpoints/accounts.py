"""Opening an account, and what its owner does with it."""

from datetime import date
from typing import Any

from chassis.service import Call, Transaction, command, query
from contracts.identity import accounts as ops
from identity.domain.account import Account, complaints_of_details, normalise_email
from identity.domain.credential import new_secret
from identity.endpoints import views
from identity.endpoints.base import CHECK_YOUR_MAIL, DONE, Endpoints
from identity.use_cases.access import me, profile_of
from identity.use_cases.change_email import change_email, confirm_email_change, require_password
from identity.use_cases.change_password import NewPassword, change_password, new_password
from identity.use_cases.check_link import check_link
from identity.use_cases.choose_participant_type import choose_participant_type
from identity.use_cases.confirm_email import confirm_email
from identity.use_cases.decide_consent import decide_consent
from identity.use_cases.register_account import (
    Registration,
    complaints_of_registration,
    register_account,
    registration_key,
    registration_of,
    require_same_person,
)
from identity.use_cases.request_password_reset import request_password_reset
from identity.use_cases.resend_confirmation import resend_confirmation
from identity.use_cases.reset_password import new_hash, reset_password, target_of
from identity.use_cases.take_back_account import take_back_account
from identity.use_cases.update_my_account import update_my_account


class AccountEndpoints(Endpoints):
    """Commands that carry a password keep no answer under their key: with it a hash of the request would be
    kept, which is easier to guess than argon2. They tell a retry by themselves."""

    @command(
        ops.register_account,
        preload="prepare_registration",
        complaints="complaints_of_registration",
    )
    def register_account(self, call: Call, tx: Transaction) -> Any:
        signed_in = register_account(
            self.unit_of_work(tx, call), call.request, call.key, call.preloaded, self.passwords
        )
        return self.session_view(signed_in)

    def complaints_of_registration(self, fields: dict[str, Any]) -> dict[str, list[str]]:
        return complaints_of_registration(fields, self.passwords, self.today())

    def today(self) -> date:
        with self.db.snapshot() as tx:
            return tx.now().date()

    def prepare_registration(self, call: Call) -> Registration:
        self.count_try(call, "register", call.request["email"])
        key = registration_key(call.key)
        with self.db.snapshot() as tx:
            accounts = self.unit_of_work(tx, call).accounts
            earlier = accounts.of_registration(key) if key else None
            pending = accounts.unconfirmed(normalise_email(call.request["email"]))
        if earlier is not None:
            return require_same_person(earlier, call.request, self.passwords)
        return registration_of(pending[0] if pending else None, call.request, self.passwords)

    @command(ops.resend_confirmation, preload="count_mail_to_me")
    def resend_confirmation(self, call: Call, tx: Transaction) -> Any:
        resend_confirmation(self.unit_of_work(tx, call), call.actor)
        return CHECK_YOUR_MAIL

    def count_mail_to_me(self, call: Call) -> None:
        self.count_try(call, "mail", self.my_account(call).email)

    @command(ops.confirm_email)
    def confirm_email(self, call: Call, tx: Transaction) -> Any:
        confirm_email(self.unit_of_work(tx, call), call.actor, call.request["token"])
        return DONE

    @command(ops.request_password_reset, preload="count_mail_to_address")
    def request_password_reset(self, call: Call, tx: Transaction) -> Any:
        request_password_reset(self.unit_of_work(tx, call), call.request["email"])
        return CHECK_YOUR_MAIL

    def count_mail_to_address(self, call: Call) -> None:
        self.count_try(call, "mail", call.request["email"])

    @command(ops.reset_password, preload="prepare_reset")
    def reset_password(self, call: Call, tx: Transaction) -> Any:
        reset_password(
            self.unit_of_work(tx, call), call.request["token"], call.preloaded, call.request["device"]
        )
        return DONE

    def prepare_reset(self, call: Call) -> str | None:
        with self.db.snapshot() as tx:
            target = target_of(self.unit_of_work(tx, call), call.request["token"])
        return new_hash(target, call.request["password"], self.passwords)

    @command(ops.change_password, preload="prepare_change")
    def change_password(self, call: Call, tx: Transaction) -> Any:
        account, new = call.preloaded
        change_password(self.unit_of_work(tx, call), call.actor, account, new, call.request["device"])
        return DONE

    def prepare_change(self, call: Call) -> tuple[Account, NewPassword]:
        account = self.my_account(call)
        self.count(call, ("password_account", str(account.id)))
        asked = call.request
        return account, new_password(
            account, asked["current_password"], asked["new_password"], self.passwords
        )

    @command(ops.change_email, preload="prepare_email_change")
    def change_email(self, call: Call, tx: Transaction) -> Any:
        change_email(self.unit_of_work(tx, call), call.preloaded, call.request["new_email"])
        return CHECK_YOUR_MAIL

    def prepare_email_change(self, call: Call) -> Account:
        account = self.my_account(call)
        self.count(call, ("password_account", str(account.id)))
        self.count_try(call, "mail", call.request["new_email"])
        return require_password(account, call.request["password"], self.passwords)

    def my_account(self, call: Call) -> Account:
        with self.db.snapshot() as tx:
            return me(self.unit_of_work(tx, call), call.actor)

    @command(ops.confirm_email_change)
    def confirm_email_change(self, call: Call, tx: Transaction) -> Any:
        confirm_email_change(
            self.unit_of_work(tx, call), call.actor, call.request["token"], call.request["device"]
        )
        return DONE

    @command(ops.take_back_account, preload="prepare_taking_back")
    def take_back_account(self, call: Call, tx: Transaction) -> Any:
        secret = take_back_account(self.unit_of_work(tx, call), call.request["token"], call.preloaded)
        return {"password_token": secret}

    def prepare_taking_back(self, call: Call) -> str:
        """A hash of what nobody knows; not for who has no secret, since it takes a while."""
        with self.db.snapshot() as tx:
            check_link(self.unit_of_work(tx, call), "email_changed", call.request["token"])
        return self.passwords.hash(new_secret())

    @query(ops.check_link)
    def check_link(self, call: Call, tx: Transaction) -> Any:
        its = check_link(self.unit_of_work(tx, call), call.request["kind"], call.request["token"])
        return {"expires_at": its.expires_at}

    @query(ops.get_my_account)
    def get_my_account(self, call: Call, tx: Transaction) -> Any:
        here = self.unit_of_work(tx, call)
        return views.account(profile_of(here, me(here, call.actor)))

    @command(ops.update_my_account, complaints="complaints_of_profile")
    def update_my_account(self, call: Call, tx: Transaction) -> Any:
        return views.account(update_my_account(self.unit_of_work(tx, call), call.actor, call.request))

    def complaints_of_profile(self, fields: dict[str, Any]) -> dict[str, list[str]]:
        return complaints_of_details(fields, self.today())

    @command(ops.choose_participant_type)
    def choose_participant_type(self, call: Call, tx: Transaction) -> Any:
        return views.account(choose_participant_type(self.unit_of_work(tx, call), call.actor, **call.request))

    @query(ops.list_my_consents)
    def list_my_consents(self, call: Call, tx: Transaction) -> Any:
        here = self.unit_of_work(tx, call)
        return views.consents(here.consents.current(me(here, call.actor).id))

    @command(ops.decide_consent)
    def decide_consent(self, call: Call, tx: Transaction) -> Any:
        return views.consents(decide_consent(self.unit_of_work(tx, call), call.actor, **call.request))
