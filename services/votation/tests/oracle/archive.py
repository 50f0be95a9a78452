"""What a recount needs of an archive: the rules, the ballots, who signed, the ties settled, the seeds."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import Any

JSON = dict[str, Any]
REASONS = ("undecryptable", "malformed", "wrong_manifest", "out_of_range")


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def tagged(tag: str, text: str) -> str:
    return hashlib.sha256(f"capco/{tag}/1\n".encode() + text.encode()).hexdigest()


@dataclass(frozen=True)
class Vote:
    """So many ballots of one group that answer the same; of the group, its weight."""

    answers: list[Any]
    group: str
    weight: int
    number: int


@dataclass(frozen=True)
class Settled:
    by: str
    winners: list[str]


@dataclass(frozen=True)
class Archive:
    manifest: JSON
    manifest_hash: str
    votes: list[Vote]
    nulls: list[tuple[str, str, int]]  # reason, group, number
    weights: dict[str, int]  # by group
    signed: dict[str, int]  # by cell
    settled: dict[str, Settled]  # by question
    seeds: dict[str, str]  # by question
    seed_told: Any  # what the result says of seeds

    @property
    def cells(self) -> list[JSON]:
        found: list[JSON] = self.manifest["roll"]["cells"]
        return found


def read_archive(file: Any) -> Archive:
    with zipfile.ZipFile(file) as entries:
        manifest = json.loads(entries.read("manifest.json"))
        lines = {
            name: [json.loads(line) for line in entries.read(name).splitlines()]
            for name in ("plain.jsonl", "audit.jsonl", "board.jsonl")
        }
        register = json.loads(entries.read("register.json"))
    weights = _weights(manifest)
    manifest_hash = hashlib.sha256(canonical(manifest)).hexdigest()
    seeds, told = _seeds(manifest, manifest_hash, lines["audit.jsonl"], lines["board.jsonl"])
    plain = lines["plain.jsonl"]
    return Archive(
        manifest=manifest,
        manifest_hash=manifest_hash,
        votes=[Vote(p["a"], p["g"], weights[p["g"]], p["n"]) for p in plain if "a" in p],
        nulls=[(p["null"], p["g"], p["n"]) for p in plain if "null" in p],
        weights=weights,
        signed=register["signed"],
        settled=_settled(lines["audit.jsonl"]),
        seeds=seeds,
        seed_told=told,
    )


def _weights(manifest: JSON) -> dict[str, int]:
    cells = manifest["roll"]["cells"]
    if manifest["published_by"] == "cell":
        return {cell["cell"]: cell["weight"] for cell in cells}
    return {f"w{cell['weight']}": cell["weight"] for cell in cells}


def _settled(log: list[JSON]) -> dict[str, Settled]:
    found = {}
    for entry in log:
        if entry["act"] == "tie_settled":
            details = entry["details"]
            winners = details["winners"] if "winners" in details else [details["winner"]]
            found[details["question"]] = Settled(details["by"], winners)
    return found


def _seeds(
    manifest: JSON, manifest_hash: str, log: list[JSON], board: list[JSON]
) -> tuple[dict[str, str], Any]:
    revealed = next((entry["details"] for entry in log if entry["act"] == "draw_revealed"), None)
    questions = [question["id"] for question in manifest["questions"]]
    if revealed is None:
        return {}, None
    if manifest["schema"] == "capco.manifest/1":
        return dict.fromkeys(questions, revealed["seed"]), revealed["seed"]
    root = board[-1]["root"] if board else tagged("genesis", manifest_hash)
    seeds = {question: tagged("seed", f"{secret}:{root}") for question, secret in revealed["secrets"].items()}
    return seeds, seeds
