"""The application factory: configuration, gateway, languages, session, safety headers, pages, errors."""

import gzip
import json
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request, send_from_directory, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from web import areas
from web.core import branding, errors, formats, i18n, notices, plain, prose, sent_before, session, typography
from web.core.config import Config, from_environment
from web.core.gateway_client import Gateway
from web.core.request_context import request_id, settings
from web.participate import kiosk_lock

KINDS = {
    ".css": "text/css",
    ".png": "image/png",
    ".pyz": "application/zip",
    ".md": "text/plain; charset=utf-8",
}
BUILD = Path(__file__).parent / "static" / "build"


def nonce() -> str:
    """What marks a script or style of ours on this page."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def content_policy(config: Config) -> str:
    """What a page may load: our own files and what carries the nonce. Pages may widen it through `g.csp`."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce()}'",
        "style-src": f"'self' 'nonce-{nonce()}'",
        "img-src": "'self' data: https:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    rules.update(g.get("csp", {}))
    if config.secure:
        rules["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def protect(response: Response) -> Response:
    """Headers that every answer carries."""
    config = settings()
    headers = response.headers
    headers.setdefault("Content-Security-Policy", content_policy(config))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault(
        "Permissions-Policy", "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
    )
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers["X-Request-Id"] = request_id()
    if config.secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _takes_gzip() -> bool:
    return bool(request.accept_encodings.quality("gzip"))


def typeset(response: Response) -> Response:
    """The last hand on every page: French spaces and apostrophes, words from right to left."""
    if response.mimetype == "text/html" and not response.is_streamed and not response.direct_passthrough:
        response.set_data(typography.finish(response.get_data(as_text=True)))
    return response


def compress(response: Response) -> Response:
    """Shrink pages. Proofs in forms are signed anew each time, so compression does not leak them.

    Flask-Compress is not used: it leaves refused forms as they are, and sends gzip to who takes it at no price (`q=0`).
    """
    if response.mimetype != "text/html" or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if _takes_gzip() and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(response.get_data(), 5))
        response.headers["Content-Encoding"] = "gzip"
    return response


class Assets:
    """Addresses of the built files, under names that change with their content."""

    def __init__(self) -> None:
        manifest = BUILD / "manifest.json"
        built: dict[str, Any] = json.loads(manifest.read_text()) if manifest.exists() else {}
        self.names: dict[str, str] = built.get("files", {})
        self.verifier: dict[str, str] | None = built.get("verifier")

    def address(self, name: str) -> str:
        return url_for("asset", name=self.names.get(name, name))

    def serve(self, name: str) -> Response:
        packed = BUILD / f"{name}.gz"
        if _takes_gzip() and packed.exists():
            response = send_from_directory(BUILD, packed.name, mimetype=_kind(name), max_age=31536000)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = send_from_directory(BUILD, name, mimetype=_kind(name), max_age=31536000)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.vary.add("Accept-Encoding")
        return response


def _kind(name: str) -> str:
    return KINDS.get(Path(name).suffix, "text/javascript")


def create_app(config: Config | None = None) -> Flask:
    """The front end. Without a configuration, the environment's."""
    if config is None:
        config = from_environment()
        config.require_legal_notice()
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.jinja_loader = areas.templates()
    app.config["MAX_CONTENT_LENGTH"] = 32 * 1024 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    app.extensions["capco.config"] = config
    app.extensions["capco.gateway"] = Gateway(config.gateway_url, config.gateway_timeout)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    assets = Assets()
    app.add_url_rule("/assets/<path:name>", "asset", assets.serve)
    app.jinja_env.globals.update(
        asset=assets.address,
        verifier=assets.verifier,
        nonce=nonce,
        brand_of=branding.brand,
        suite=config,
        address_confirmed=session.address_confirmed,
    )
    app.after_request(compress)
    app.after_request(protect)
    app.after_request(typeset)  # the last one named is the first to run
    for part in (i18n, session, notices, sent_before, kiosk_lock, formats, plain, prose, errors):
        part.install(app)
    areas.register(app, config)
    return app
