"""Tell an author what a moderator decided."""

from notifications.domain.decision import Decision
from notifications.domain.message import APPEAL_DECIDED, CONTRIBUTION_MODERATED, new_message
from notifications.domain.unit_of_work import UnitOfWork


def tell_author(uow: UnitOfWork, made: Decision) -> None:
    """Queue the mail. What is kept is told after an appeal, or to an author who was told otherwise before."""
    author = made.author_account_id
    if author is None:
        return
    if made.decision == "keep" and not (
        made.after_appeal or uow.messages.was_told_of(author, made.target_id)
    ):
        return
    message = new_message(
        f"moderated:{made.fact_id}",
        APPEAL_DECIDED if made.after_appeal else CONTRIBUTION_MODERATED,
        account_id=author,
        organisation_id=made.organisation_id,
        project_id=made.project_id,
        step_id=made.step_id,
        target=made.target,
        target_id=made.target_id,
        decision=made.decision,
    )
    uow.messages.add([message])
