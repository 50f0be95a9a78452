"""What people write and vote on."""

from contracts.consultations import operations as consultations
from gateway.declared import Cached, Route, Subject

contributions = Subject(
    "contributions",
    "Contributions, their versions, and votes on them",
    (
        Route(
            "GET",
            "/steps/{step_id}/contributions",
            consultations.list_contributions,
            access="anyone",
            cached=Cached(),
        ),
        Route("GET", "/contributions", consultations.search_contributions, access="anyone", cached=Cached()),
        Route(
            "POST",
            "/sections/{section_id}/contributions",
            consultations.submit_contribution,
            status=201,
            makes="/contributions/{id}",
        ),
        Route(
            "POST",
            "/sections/{section_id}/event-ideas",
            consultations.submit_event_idea,
            status=201,
            makes="/contributions/{id}",
        ),
        Route(
            "GET",
            "/contributions/{contribution_id}",
            consultations.get_contribution,
            access="anyone",
            cached=Cached(),
        ),
        Route("PATCH", "/contributions/{contribution_id}", consultations.edit_contribution),
        Route("DELETE", "/contributions/{contribution_id}", consultations.erase_contribution),
        Route("PUT", "/contributions/{contribution_id}/opinion", consultations.cast_opinion_vote),
        Route("DELETE", "/contributions/{contribution_id}/opinion", consultations.withdraw_opinion_vote),
        Route(
            "GET",
            "/contributions/{contribution_id}/versions",
            consultations.list_versions,
            access="anyone",
            cached=Cached(),
        ),
        Route(
            "POST",
            "/contributions/{contribution_id}/versions",
            consultations.propose_version,
            status=201,
            makes="/contributions/{id}",
        ),
    ),
)

debate = Subject(
    "debate",
    "Arguments and sources, and votes for them",
    (
        Route(
            "GET",
            "/contributions/{contribution_id}/arguments",
            consultations.list_arguments,
            access="anyone",
            cached=Cached(),
        ),
        Route("POST", "/contributions/{contribution_id}/arguments", consultations.add_argument, status=201),
        Route("DELETE", "/arguments/{argument_id}", consultations.erase_argument),
        Route("PUT", "/arguments/{argument_id}/support", consultations.vote_argument),
        Route("DELETE", "/arguments/{argument_id}/support", consultations.unvote_argument),
        Route(
            "GET",
            "/contributions/{contribution_id}/sources",
            consultations.list_sources,
            access="anyone",
            cached=Cached(),
        ),
        Route("POST", "/contributions/{contribution_id}/sources", consultations.add_source, status=201),
        Route("DELETE", "/sources/{source_id}", consultations.erase_source),
        Route("PUT", "/sources/{source_id}/support", consultations.vote_source),
        Route("DELETE", "/sources/{source_id}/support", consultations.unvote_source),
    ),
)

SUBJECTS = (contributions, debate)
