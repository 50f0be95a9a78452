from cachetools import TTLCache

from chassis.operations import query
from consultations.domain.figures import Totals
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import projects as ops

SITE_SECONDS = 60.0
SITE: TTLCache[str, Totals] = TTLCache(1, SITE_SECONDS)


@query(ops.get_site_figures)
def get_site_figures(uow: UnitOfWork) -> Totals:
    """The figures of the site, worked out once a minute by each process."""
    totals = SITE.get("totals")
    if totals is None:
        totals = SITE["totals"] = uow.acts.site()
    return totals
