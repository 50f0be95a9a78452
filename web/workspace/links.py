"""Addresses of pages that another part of the front end builds."""

from typing import Any

from flask import current_app, url_for
from werkzeug.routing import BuildError


def link_to(endpoint: str, **values: Any) -> str | None:
    """The address, or nothing while that page does not exist."""
    if endpoint not in current_app.view_functions:
        return None
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None
