"""Pages for what goes wrong. Each says what to do next; none is a dead end."""

from flask import Flask, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from web.core.gateway_client import Refusal, Unavailable
from web.core.i18n import _
from web.core.request_context import request_id
from web.core.session import sign_in_address


def page(status: int, detail: str = "", **more: object) -> ResponseReturnValue:
    """One of `errors/<status>.html`, or the general one."""
    known = {403, 404, 500, 503}
    name = status if status in known else "other"
    html = render_template(
        f"errors/{name}.html", status=status, detail=detail, request_id=request_id(), **more
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def on_refusal(refusal: Refusal) -> ResponseReturnValue:
    if refusal.status == 401:
        return redirect(sign_in_address())
    if refusal.status >= 500:
        return page(500)
    return page(refusal.status, refusal.detail)


def on_pause(pause: Unavailable) -> ResponseReturnValue:
    answer = make_response(page(503, pause.detail))
    answer.headers["Retry-After"] = str(pause.retry_after)
    return answer


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()
    details = {
        "csrf": _(
            "This form was served too long ago, or cookies are blocked. Go back, reload the page and send "
            "it again."
        ),
        "origin": _("This form was sent from another site. Open the page here and send it again."),
    }
    if status == 405:
        return page(404)
    return page(status, details.get(str(error.description), ""), form_refused=error.description in details)


def on_crash(error: Exception) -> ResponseReturnValue:
    current_app.logger.error(
        "%s %s failed, request %s", request.method, request.path, request_id(), exc_info=error
    )
    return page(500)


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(Unavailable, on_pause)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Exception, on_crash)
