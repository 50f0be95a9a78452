"""Minutes' data from pure functions: any manifest and ballots, without a database."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from formats import canonical
from votation.domain.minutes_conditions import small_groups_in_words
from votation.domain.minutes_words import bureau_in_words, moment_in_words, zone_in_words
from votation.tests.archives import Built
from votation.use_cases.minutes_of import _question

PARIS = ZoneInfo("Europe/Paris")
AT = datetime(2026, 11, 29, 15, 58, 11, tzinfo=UTC)


def minutes_data(built: Built, language: str = "fr", **changes: Any) -> dict[str, Any]:
    """As `minutes_of` makes it, of a votation that was built and not held."""
    result: Mapping[str, Any] = canonical.parse(built.parts["result.json"])
    moment = moment_in_words(AT, PARIS, language)
    manifest = built.manifest
    names = [member["name"] for member in manifest["bureau"]["members"]]
    data = {
        "language": language,
        "title": manifest["title"],
        "organisation": "Syndicat",
        "legal_basis": "",
        "document": manifest["document"],
        "manifest": built.hash,
        "software": manifest["software"],
        "mode": manifest["mode"],
        "time_zone": zone_in_words(PARIS, AT, language),
        "window": {
            "opens_at": moment,
            "closes_at": moment,
            "announced_closes_at": moment,
            "grace": "15 minutes",
        },
        "events": [{"at": moment, "act": "opened", "says": ""}],
        "made_on": "29 novembre 2026",
        "bureau": {"members": names, "says": bureau_in_words(len(names), 2, language), "present": names[:2]},
        "sealed_by_server": 0,
        "signature": "",
        "roll": manifest["roll"],
        "small_groups": small_groups_in_words(manifest, language),
        "result": dict(result),
        "questions": [
            _question(question, of_result, language)
            for question, of_result in zip(manifest["questions"], result["questions"], strict=True)
        ],
        "breakdown": None,
        "root": "0" * 64,
        "observations": "",
    }
    return data | changes
