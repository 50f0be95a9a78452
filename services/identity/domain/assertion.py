"""What an access token says of a session's account (ID-8)."""

from typing import Any

from identity.domain.session import SignedIn

LIFE_SECONDS = 300


def claims_of(signed_in: SignedIn) -> dict[str, Any]:
    """Issue and expiry times are added by whoever signs.

    `ver` numbers what the account is: read before its roles, so that a token never says more than its number.
    """
    account = signed_in.account
    return {
        "iss": "identity",
        "aud": "capco",
        "sub": str(account.id),
        "sid": str(signed_in.session.id),
        "ver": account.version,
        "name": account.display_name,
        "conf": account.email_confirmed,
        "lang": account.language,
        "roles": [[grant.role, str(grant.scope) if grant.scope else None] for grant in account.grants],
        "types": {str(where): str(what) for where, what in account.participant_types.items()},
    }
