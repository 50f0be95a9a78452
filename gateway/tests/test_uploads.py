"""VO-2: files that come in are streamed to storage; services are told their key."""

import hashlib
import secrets
import uuid

import pytest

from chassis.files import LocalFileStore
from gateway.tests.conftest import Running, wait_until

VOTATION = str(uuid.uuid4())
PATH = f"/api/v1/votations/{VOTATION}/roll-imports"
READ = "votation.read_roll"
CSV = "Numéro;Courriel\r\n1;a@example.org\r\n".encode()
MEGABYTE = 1024 * 1024


@pytest.fixture
def upload(gateway: Running, token):
    mine = token()

    def send(content, key=None, media_type="text/csv", path=PATH, headers=mine, **more):
        sent = {
            "Content-Type": media_type,
            "Idempotency-Key": key or secrets.token_hex(12),
            **headers,
            **more,
        }
        return gateway.request("POST", path, data=content, headers=sent)

    return send


def kept(files: LocalFileStore) -> set[str]:
    folder = files._root / "uploads"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.mark.parametrize(
    "media_type",
    [
        "text/csv",
        "text/csv; charset=utf-8",
        "TEXT/PLAIN",
        "application/octet-stream",
        "application/vnd.ms-excel",
    ],
)
def test_a_file_goes_to_storage_and_its_key_to_the_service(upload, services, files, media_type):
    answer = upload(CSV, media_type=media_type)
    assert answer.status_code == 201
    request, headers = services.last(READ)
    assert request.keys() == {"votation_id", "file"}
    assert request["votation_id"] == VOTATION
    assert b"".join(files.read(request["file"])) == CSV
    uuid.UUID(request["file"].removeprefix("uploads/").removesuffix(".csv"))
    assert CSV[-10:].decode() not in str(headers)


def test_a_large_file_passes_piece_by_piece(upload, services, files):
    content = secrets.token_bytes(MEGABYTE) * 19
    assert (
        upload(iter([content[at : at + 100_000] for at in range(0, len(content), 100_000)])).status_code
        == 201
    )
    key = services.last(READ)[0]["file"]
    found = hashlib.sha256(b"".join(files.read(key))).digest()
    assert found == hashlib.sha256(content).digest()


@pytest.mark.parametrize("declared", [True, False])
def test_more_than_twenty_megabytes_are_refused_and_forgotten(upload, services, files, declared):
    before = kept(files)
    content = b"x" * (20 * MEGABYTE + 1)
    try:
        answer = upload(content if declared else iter([content[:MEGABYTE]] * 21))
    except OSError:
        assert not declared  # the connection is cut while the caller still writes
    else:
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert services.count(READ) == 0
    wait_until(lambda: kept(files) == before)


def test_a_retry_with_its_key_asks_the_same_thing_of_the_same_file(upload, services, files):
    key = secrets.token_hex(8)
    assert [upload(CSV, key).status_code for _ in range(2)] == [201, 201]
    first, second = (request for name, request, _ in services.asked if name == READ)
    assert first == second
    other = upload(CSV + b"2;b@example.org\r\n", key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert b"".join(files.read(first["file"])) == CSV
    assert services.count(READ) == 2


def test_nobody_meets_the_file_of_someone_else_by_their_key(upload, services, token):
    key = secrets.token_hex(8)
    upload(CSV, key)
    upload(CSV, key, headers=token())
    upload(CSV, key, path=PATH.replace(VOTATION, str(uuid.uuid4())))
    assert len({request["file"] for name, request, _ in services.asked if name == READ}) == 3


def test_the_file_of_what_is_refused_is_removed(upload, services, files):
    before = kept(files)
    services.refuse(READ, "forbidden", details={})
    assert upload(CSV).json()["code"] == "forbidden"
    assert kept(files) == before


def test_a_retry_that_is_refused_leaves_the_file_of_what_was_done(upload, services, files):
    key = secrets.token_hex(8)
    upload(CSV, key)
    services.refuse(READ, "token_invalid", details={})
    assert upload(CSV, key).json()["code"] == "token_invalid"
    assert files.size(services.last(READ)[0]["file"]) == len(CSV)


def test_a_file_stays_while_nobody_knows_what_became_of_the_request(upload, services, files):
    services.refuse(READ, "outcome_unknown", details={})
    assert upload(CSV).json()["code"] == "outcome_unknown"
    assert files.size(services.last(READ)[0]["file"]) == len(CSV)


@pytest.mark.parametrize(
    ("content", "media_type", "more"),
    [
        (b'{"file": "exports/other.csv"}', "application/json", {}),
        (CSV, "application/x-www-form-urlencoded", {}),
        (CSV, "multipart/form-data; boundary=x", {}),
        (CSV, "", {}),
        (CSV, "text/csv", {"Content-Encoding": "gzip"}),
    ],
)
def test_what_is_no_file_is_refused(upload, services, files, content, media_type, more):
    before = kept(files)
    answer = upload(content, media_type=media_type, **more)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert (services.count(READ), kept(files)) == (0, before)


def test_nobody_names_a_file_themselves(upload, services):
    answer = upload(CSV, path=PATH + "?file=exports%2Fother.csv")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "file"
    assert services.count(READ) == 0


def test_an_upload_needs_a_person_and_a_key(gateway, upload, services, token, files):
    before = kept(files)
    assert upload(CSV, headers={}).json()["code"] == "sign_in_required"
    headers = token() | {"Content-Type": "text/csv"}
    answer = gateway.request("POST", PATH, data=CSV, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    assert (services.count(READ), kept(files)) == (0, before)


def test_a_caller_who_stops_sending_leaves_nothing(gateway, services, files, token):
    import socket

    before = kept(files)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: 100000\r\n"
        f"Idempotency-Key: 12345678\r\nAuthorization: {token()['Authorization']}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.port)) as connection:
        connection.sendall(head.encode() + b"x" * 70_000)
        wait_until(lambda: kept(files) != before)  # begun
    wait_until(lambda: kept(files) == before)
    assert services.count(READ) == 0


def test_the_published_document_says_that_a_file_is_sent():
    from gateway.openapi import document

    body = document()["paths"]["/api/v1/votations/{votation_id}/roll-imports"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"].keys() == {
        "text/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel",
    }  # fmt: skip
    assert all(kind["schema"]["format"] == "binary" for kind in body["content"].values())
