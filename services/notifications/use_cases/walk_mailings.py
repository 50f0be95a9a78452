"""Turn the letters of mailings into messages, one slice of each mailing at a time."""

from notifications.domain.mailing import SLICE, Mailing
from notifications.domain.message import NEIGHBOUR_AWAY
from notifications.domain.unit_of_work import MailingContext

AT_ONCE = 4


def walk_mailings(uow: MailingContext) -> int:
    """One slice of the mailings due, urgent ones first; how many got further.

    The place reached is written with the messages, so that a crash neither skips nor repeats a letter; two replicas
    that walk the same mailing make the same messages, which are kept once.
    """
    with uow.opening() as (shelves, now):
        due = shelves.mailings.due(now, AT_ONCE)
        for mailing in due:
            if mailing.is_over(now):
                shelves.mailings.finish(mailing, now)
    return sum(_walk_one(uow, mailing) for mailing in due if not mailing.is_over(now))


def _walk_one(uow: MailingContext, mailing: Mailing) -> int:
    try:
        letters = uow.votation.letters(mailing, SLICE)
    except Exception as error:  # noqa: BLE001 - one mailing that cannot be read must not hold the others up
        uow.complain("mailing_paused", error)
        with uow.opening() as (shelves, now):
            shelves.mailings.postpone(mailing, now, NEIGHBOUR_AWAY)
        return 0
    with uow.opening() as (shelves, now):
        shelves.messages.add(mailing.message_for(letter_id) for letter_id in letters)
        if len(letters) < SLICE:
            shelves.mailings.finish(mailing, now)
        else:
            shelves.mailings.advance(mailing, letters[-1])
    return 1
