"""The same text sent again, by Back or a second press, is one act: within the hour it is answered by the first."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from contracts.normalisation import comparable

AGAIN_WITHIN = timedelta(hours=1)


def first_alike(texts: Sequence[str], known: Iterable[tuple[UUID, Sequence[str]]]) -> UUID | None:
    """The first of `known` whose texts read the same: capitals, spaces and invisible signs aside."""
    wanted = [comparable(each) for each in texts]
    return next((each_id for each_id, said in known if [comparable(each) for each in said] == wanted), None)
