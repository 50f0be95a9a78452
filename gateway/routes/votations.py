"""Votations: rules, rolls, the booth, the board, the result."""

from contracts.box import operations as box
from contracts.votation import operations as votation
from gateway.declared import Cached, Route, Subject

V = "/votations/{votation_id}"

votations = Subject(
    "votations",
    "Votations: their rules and their states",
    (
        Route("GET", "/votations", votation.list_votations, access="anyone", cached=Cached()),
        Route("POST", "/votations", votation.create_votation, status=201, makes="/votations/{id}"),
        Route("GET", V, votation.get_votation, access="anyone", cached=Cached()),
        Route("PATCH", V, votation.change_votation),
        Route("POST", V + "/freeze", votation.freeze_votation),
        Route("POST", V + "/draft", votation.reopen_draft),
        Route("POST", V + "/ceremony", votation.record_ceremony),
        Route("POST", V + "/seal", votation.seal_votation, deadline=8.0),
        Route("POST", V + "/suspension", votation.suspend_votation),
        Route("POST", V + "/resumption", votation.resume_votation),
        Route("POST", V + "/extension", votation.extend_votation),
        Route("POST", V + "/cancellation", votation.cancel_votation),
        Route("POST", V + "/events", votation.record_event, status=201),
        Route("GET", V + "/events", votation.list_events, access="anyone", cached=Cached()),
        Route("GET", V + "/audit", votation.list_audit, access="anyone"),
        Route("GET", V + "/manifest", votation.get_manifest, access="anyone", cached=Cached()),
        Route("GET", V + "/risk-grid", votation.get_risk_grid, access="anyone", cached=Cached(60)),
    ),
)

rolls = Subject(
    "rolls",
    "Electoral rolls, proxies, and letters to electors",
    (
        Route("POST", V + "/roll-imports", votation.read_roll, status=201, takes_file=True),
        Route("GET", "/roll-imports/{import_id}", votation.get_roll_import),
        Route("PUT", "/roll-imports/{import_id}/reading", votation.check_roll_import, status=202),
        Route("GET", "/roll-imports/{import_id}/problems", votation.list_roll_problems),
        Route("POST", "/roll-imports/{import_id}/application", votation.apply_roll_import, status=202),
        Route("POST", V + "/roll-from-group", votation.fill_roll_from_group, deadline=8.0),
        Route("GET", V + "/electors", votation.list_electors),
        Route("POST", V + "/electors", votation.add_elector, status=201),
        Route("PATCH", "/electors/{elector_id}", votation.correct_elector),
        Route("DELETE", "/electors/{elector_id}", votation.remove_elector),
        Route("POST", "/electors/{elector_id}/letter", votation.write_to_elector, status=202),
        Route("POST", V + "/proxies", votation.give_proxy, status=201),
        Route("DELETE", "/electors/{giver_id}/proxy", votation.withdraw_proxy),
        Route("GET", V + "/signatures", votation.list_signatures),
        Route("POST", V + "/marks", votation.find_mark, access="anyone"),
        Route("POST", V + "/roll-checks", votation.check_roll, access="anyone", status=202),
        Route("GET", V + "/my-place", votation.get_my_place),
        Route("POST", V + "/mailings", votation.ask_mailing, status=202, deadline=8.0),
        Route("GET", V + "/mailings", votation.list_mailings),
    ),
)

booth = Subject(
    "booth",
    "The booth: who one is on the roll, a one-time right, and the box",
    (
        Route("POST", V + "/booth", votation.get_booth, access="anyone"),
        Route("POST", V + "/codes", votation.request_code, access="anyone", status=202),
        Route("POST", V + "/rights", votation.issue_right, access="anyone", status=201),
        Route("POST", V + "/ballots", box.cast_ballot, access="anyone", status=201, deadline=6.0),
    ),
)

board = Subject(
    "board",
    "The public board, turnout, the count, the result",
    (
        Route("GET", V + "/turnout", votation.get_turnout, access="anyone", cached=Cached()),
        Route("GET", V + "/board", box.get_board, access="anyone", cached=Cached()),
        Route("GET", V + "/board/epochs", box.list_epochs, access="anyone", cached=Cached()),
        Route("GET", V + "/board/epochs/{number}", box.get_epoch, access="anyone", cached=Cached()),
        Route("GET", V + "/board/ballots/{ballot}", box.find_ballot, access="anyone"),
        Route("POST", V + "/count", box.count_ballots, status=202),
        Route("GET", V + "/count", box.get_count, access="anyone"),
        Route("GET", V + "/result", votation.get_result, access="anyone", cached=Cached()),
        Route("POST", V + "/proclamation", votation.proclaim_votation, deadline=8.0),
        Route("GET", V + "/minutes", votation.open_minutes, access="anyone", sends="file"),
        Route("GET", V + "/archive", votation.open_archive, access="anyone", sends="file"),
        Route("POST", V + "/archiving", votation.archive_votation),
        Route("POST", V + "/destruction", votation.destroy_votation, deadline=8.0),
    ),
)

SUBJECTS = (votations, rolls, booth, board)
