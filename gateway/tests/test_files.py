"""GW-2: downloads that resume."""

import hashlib
import os
import uuid

import pytest

EXPORT = str(uuid.uuid4())
PATH = f"/api/v1/exports/{EXPORT}/file"
CONTENT = os.urandom(200_001)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def download(gateway, services, files, token):
    with files.writing(f"exports/{EXPORT}.csv") as file:
        file.write(CONTENT)
    services.handlers["consultations.open_export"] = lambda *_: {
        "file_key": f"exports/{EXPORT}.csv",
        "file_name": 'Mon "export"\r\nX-Evil: 1 – été.csv',
        "media_type": "text/csv; charset=utf-8",
        "size_bytes": len(CONTENT),
        "sha256": DIGEST,
    }
    mine = token()
    return lambda method="GET", **headers: gateway.request(
        method, PATH, headers=mine | {name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_a_file_comes_whole_as_an_attachment(download):
    answer = download()
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert answer.headers["content-length"] == str(len(CONTENT))
    assert answer.headers["etag"] == f'"{DIGEST}"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-evil" not in answer.headers
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; filename=")
    assert "filename*=UTF-8''Mon%20%22export%22%0D%0AX-Evil" in disposition


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100000-", 100000, 200_001),
        ("bytes=-500", 199_501, 200_001),
        ("bytes=200000-999999", 200_000, 200_001),
        ("bytes=-999999", 0, 200_001),
    ],
)
def test_a_part_that_is_asked_for_comes_alone(download, asked, start, end):
    answer = download(Range=asked)
    assert answer.content == CONTENT[start:end]
    if (start, end) != (0, len(CONTENT)):
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"


@pytest.mark.parametrize(
    "asked", ["bytes=5-1", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b", "bytes=1"]
)
def test_a_range_that_makes_no_sense_is_ignored(download, asked):
    answer = download(Range=asked)
    assert (answer.status_code, len(answer.content)) == (200, len(CONTENT))


@pytest.mark.parametrize("asked", ["bytes=200001-", "bytes=999999-1000000", "bytes=-0"])
def test_a_range_outside_the_file_is_said_to_be(download, asked):
    answer = download(Range=asked)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"


def test_a_download_resumes_only_if_the_file_is_the_same(download):
    assert download(Range="bytes=5-", If_Range=f'"{DIGEST}"').status_code == 206
    assert download(Range="bytes=5-", If_Range='"other"').status_code == 200
    assert download(If_None_Match=f'"{DIGEST}"').status_code == 304


def test_a_head_has_no_body(download):
    answer = download("HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(CONTENT))


def test_a_file_that_is_gone_or_not_ready_is_refused(gateway, services, download, token):
    services.handlers["consultations.open_export"] = lambda *_: {
        "file_key": "exports/gone.csv",
        "file_name": "x.csv",
        "media_type": "text/csv",
    }
    assert download().json()["code"] == "not_found"
    services.refuse("consultations.open_export", "not_ready", details={})
    assert download().json()["code"] == "not_ready"
    assert gateway.get(PATH).json()["code"] == "sign_in_required"
