"""`python -m identity.bootstrap --email …`: give the platform its first administrator.

The password of a new account is read from BOOTSTRAP_PASSWORD; an account that has confirmed the address
keeps its own. Run again it changes nothing. Needs DATABASE_URL, and the migrations done.
"""

import argparse
import sys

from chassis import logs
from chassis.config import Config
from chassis.storage import Storage
from identity.clients.passwords import Argon2Passwords
from identity.domain.grant import PLATFORM_ROLES
from identity.unit_of_work import unit_of_work
from identity.use_cases.appoint import Appointee, appoint


def main(arguments: list[str] | None = None) -> None:
    options = read_options(arguments)
    config = Config.from_environment("identity")
    logs.set_up("identity", "bootstrap")
    password = config.text("BOOTSTRAP_PASSWORD")
    passwords = Argon2Passwords()
    strong = passwords.is_strong(password, (options.email, options.name))
    if not (strong or config.is_demonstration):
        sys.exit("BOOTSTRAP_PASSWORD is too easy to guess")
    appointee = Appointee(options.email, options.name, options.language, passwords.hash(password))
    with Storage.from_config(config, pool_size=1).transaction() as tx:
        account = appoint(unit_of_work(tx, config, passwords), appointee, options.role)
    logs.get_logger().info("appointed", role=options.role, account_id=str(account.id))


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m identity.bootstrap", description=__doc__)
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", default="Administration")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    parser.add_argument("--role", choices=PLATFORM_ROLES, default=PLATFORM_ROLES[0])
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
