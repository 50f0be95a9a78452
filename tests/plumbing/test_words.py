"""Technical things bear the names under which one finds their documentation (`docs/glossary.md`)."""

import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("contracts", "chassis", "formats", "gateway", "services", "web")
INSTEAD = {
    "Answering": "OperationDispatcher", "Asked": "OperationEntrypoint, ContributionQuery, RecordedRequest",
    "Asking": "ServiceClient", "CallDesk": "RequestConsumer", "Desk": "UnitOfWork, Workspace", "Door": "Endpoint",
    "Doorkeeper": "TokenGuard", "Flag": "Bool", "Heard": "SubscriptionEntrypoint", "HeardFact": "ReceivedFact",
    "Hearing": "InboxConsumer", "Keeper": "IdempotencyStore", "Kept": "PendingForm",
    "KeyTaken": "IdempotencyConflict", "Neighbour": "ServiceClient", "Outdated": "StalePreload",
    "PostDesk": "SendContext", "QueryWhole": "QueryInt", "READERS": "FACT_OF", "Several": "BoundedList",
    "Tick": "ScheduledEntrypoint", "Ticking": "Scheduler", "Told": "OutgoingFact, AuditLine",
    "Visit": "RequestContext", "VotationDesk": "VotationOffice", "WalkDesk": "MailingContext", "Whole": "Int",
    "asked_as_nobody": "anonymous_api", "desk": "uow, workspace", "hearings_of": "subscriptions_of",
    "hears": "subscribes", "kept_answer": "stored_response", "lay": "unit_of_work", "open_desk": "open_workspace",
    "own_door": "landing_address", "put_beside": "attach_error", "read_place": "read_step_page",
    "works_here": "has_workspace",
}  # fmt: skip


def names(path: Path) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type == tokenize.NAME:
            yield token.string


def test_no_name_of_our_own_stands_where_the_field_has_one() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}, say {INSTEAD[name]}"
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for name in names(path)
        if name in INSTEAD
    }
    assert not found, "\n".join(sorted(found))
