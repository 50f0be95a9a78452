"""Across projects: what one wrote and voted, a search of contributions, the figures of the whole site."""

from typing import Any

from cachetools import TTLCache

from chassis.pages import after_moment, page_by_moment
from chassis.service import Call, Transaction, query
from consultations.domain.figures import Totals
from consultations.domain.project import reach_of
from consultations.endpoints.viewing import ViewingEndpoints, groups_of
from consultations.storage.acts import StoredActs
from contracts.consultations import contributions as contributions_ops
from contracts.consultations import moderation as moderation_ops
from contracts.consultations import projects as projects_ops
from contracts.refused import Refused

SITE_SECONDS = 60.0
SITE: TTLCache[str, Totals] = TTLCache(1, SITE_SECONDS)


def site_totals(acts: StoredActs) -> Totals:
    """The figures of the site, worked out once a minute by each process."""
    totals = SITE.get("totals")
    if totals is None:
        totals = SITE["totals"] = acts.site()
    return totals


class ActEndpoints(ViewingEndpoints):
    @query(moderation_ops.list_my_acts, preload="ask_groups")
    def list_my_acts(self, call: Call, tx: Transaction) -> Any:
        asked, me = call.request, call.actor.id
        if me is None:
            raise Refused("sign_in_required")
        key, limit = after_moment(asked["cursor"]), asked["limit"]
        reach = reach_of(call.actor.grants, groups_of(call))
        found = StoredActs(tx.connection).mine(me, asked["kind"], reach, key, limit)
        return page_by_moment(found, limit, lambda act: (act.at, act.id))

    @query(contributions_ops.search_contributions, preload="ask_groups")
    def search_contributions(self, call: Call, tx: Transaction) -> Any:
        asked = call.request
        key, limit = after_moment(asked["cursor"]), asked["limit"]
        reach = reach_of(call.actor.grants, groups_of(call))
        found = StoredActs(tx.connection).search(asked["q"], reach, key, limit)
        return page_by_moment(found, limit, lambda each: (each.published_at, each.id))

    @query(projects_ops.get_site_figures)
    def get_site_figures(self, call: Call, tx: Transaction) -> Any:  # noqa: ARG002
        return site_totals(StoredActs(tx.connection))
