"""Messages that nobody can read: each ended a process of nameko as it comes, or may."""

from typing import Any

MALFORMED: list[tuple[bytes, dict[str, Any]]] = [
    (b"", {}),
    (b"not json", {"content_type": "application/json"}),
    (b"\xff\xfe\x00", {"content_type": "application/json", "reply_to": "x", "correlation_id": "y"}),
    (b"{}", {"reply_to": "x", "correlation_id": "y"}),
    (b"[1,2]", {"content_type": "application/json", "reply_to": "x", "correlation_id": "y"}),
    (b'{"args":[],"kwargs":{}}', {"content_type": "application/x-python-serialize", "reply_to": "x"}),
    (b'{"args":1,"kwargs":[]}', {"content_type": "application/json", "reply_to": "x", "correlation_id": "y"}),
    (b'{"args":[],"kwargs":{"request":[]}}', {"reply_to": "x", "correlation_id": "y"}),
    (b'{"args":[],"kwargs":{"request":{}}}', {"headers": {"nameko.call_id_stack": "no list"}}),
    (b"x" * 100, {"headers": {"compression": "zlib"}, "reply_to": "x", "correlation_id": "y"}),
    (b"x" * 100, {"headers": {"compression": "unheard-of"}}),
    (
        b'{"args":[],"kwargs":{"request":{}}}',
        {"headers": {"x-death": [{"count": "many"}], "capco.left_ms": "soon"}},
    ),
    (b'{"args":[],"kwargs":{"request":{}}}', {"content_encoding": "klingon", "content_type": "text/odd"}),
]
