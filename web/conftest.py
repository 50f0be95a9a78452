"""What the tests of every area share."""

from web.tests.fixtures import (
    app,
    built,
    client,
    compiled,
    every_code_has_its_label,
    gateway,
    make_token,
    proof,
    served,
    sign,
    signed,
    typed_apostrophes,
    unconfirmed,
)

__all__ = (
    "app",
    "built",
    "client",
    "compiled",
    "every_code_has_its_label",
    "gateway",
    "make_token",
    "proof",
    "served",
    "sign",
    "signed",
    "typed_apostrophes",
    "unconfirmed",
)
