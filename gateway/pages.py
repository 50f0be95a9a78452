"""What the gateway answers of itself: its description, its health, its problems."""

import secrets
from functools import cache

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route as Mounted

from contracts.operations import API
from contracts.refused import Refused
from gateway import problems
from gateway.health import Health
from gateway.rpc import Rpc


def mounted(health: Health, rpc: Rpc) -> list[Mounted]:
    async def state_of_all(_: Request) -> Response:
        return JSONResponse(await health.of_all(), headers={"cache-control": "no-store"})

    async def live(_: Request) -> Response:
        return PlainTextResponse("live\n")

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ready\n") if rpc.is_ready else PlainTextResponse("no broker\n", 503)

    return [
        Mounted(f"{API}/openapi.json", described),
        Mounted(f"{API}/docs", browsable),
        Mounted(f"{API}/health", state_of_all),
        Mounted("/problems/{code}", explained),
        Mounted("/healthz/live", live),
        Mounted("/healthz/ready", ready),
    ]


async def described(_: Request) -> Response:
    return Response(_description(), media_type="application/json", headers={"cache-control": "max-age=300"})


@cache
def _description() -> bytes:
    from gateway.openapi import document

    return orjson.dumps(document())


async def browsable(_: Request) -> Response:
    from gateway.browse import page

    nonce = secrets.token_urlsafe(12)
    policy = f"default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(page(nonce), headers={"content-security-policy": policy, "cache-control": "no-store"})


async def explained(request: Request) -> Response:
    page = problems.page(request.path_params["code"])
    if page is None:
        raise Refused("not_found")
    return HTMLResponse(page)
