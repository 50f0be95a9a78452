"""The front end before the demonstration's own gateway, whose people have written something else everywhere."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server

from web.app import create_app
from web.core.config import Config
from web.core.gateway_client import Gateway

# What people write, by the name it has in answers, and the longest it may be.
LONGEST = {
    "title": 200, "name": 80, "display_name": 80, "first_name": 40, "label": 300, "label_fr": 60, "label_en": 60,
    "summary": 1000, "body": 1500, "text": 1500, "explanation": 1500, "reasons": 1500, "reason": 500, "details": 500,
    "help_text": 500, "presentation": 1500, "legal_basis": 1500, "outcome": 1500, "wording": 300, "observations": 1500,
    "section_title": 200, "step_title": 200, "author_name": 80, "postal_address": 200,
}  # fmt: skip
Say = Callable[[int], str]


def worded(found: Any, say: Say, key: str = "") -> Any:
    """The answer with other words in the place of what people wrote."""
    if isinstance(found, dict):
        return {name: worded(value, say, name) for name, value in found.items()}
    if isinstance(found, list):
        return [worded(each, say, key) for each in found]
    return say(LONGEST[key]) if isinstance(found, str) and found and key in LONGEST else found


class WordedGateway(Gateway):
    """`say` gives the words, of at most so many letters."""

    def __init__(self, url: str, say: Say) -> None:
        super().__init__(url, 20)
        self.say = say

    def send(self, method: str, path: str, headers: Mapping[str, str], **rest: Any) -> requests.Response:
        answer = super().send(method, path, headers, **rest)
        if "json" in answer.headers.get("Content-Type", "") and not path.startswith("/sessions"):
            answer._content = json.dumps(worded(answer.json(), self.say)).encode()
        return answer


class Quiet(WSGIRequestHandler):
    def log_request(self, *_said: object) -> None:
        return


@contextmanager
def served(gateway: str, say: Say) -> Iterator[str]:
    """The address of the front end."""
    app = create_app(Config(gateway_url=gateway))
    app.extensions["capco.gateway"] = WordedGateway(gateway, say)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
