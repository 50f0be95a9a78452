"""What the booth and the check of a receipt say."""

from typing import Any

from web.core.i18n import _, gettext_noop

BOOTH = {
    "missing": gettext_noop("Choose an answer, or tick the blank vote."),
    "missing_not_blank": gettext_noop("Choose an answer."),
    "both": gettext_noop("You have answered and ticked the blank vote. Keep one of the two."),
    "too_few": gettext_noop("Tick at least {min}."),
    "too_many": gettext_noop("Tick {max} at most."),
    "not_whole": gettext_noop("Write whole numbers only, such as 3."),
    "out_of_range": gettext_noop("Give numbers from {least} to {most}."),
    "points_over": gettext_noop("You have given {over} points too many: there are {total} to share out."),
    "points_left": gettext_noop("{left} points are left to give: all {total} are needed."),
    "rank_missing": gettext_noop("Give every choice a rank."),
    "rank_twice": gettext_noop("The rank {rank} is given twice: each rank serves once."),
    "said_blank": gettext_noop("Blank vote"),
    "said_nothing": gettext_noop("Nothing chosen"),
    "said_points": gettext_noop("{choice}: {value} points"),
    "said_rank": gettext_noop("{value}. {choice}"),
    "said_score": gettext_noop("{choice}: {value}"),
    "said_grade": gettext_noop("{choice}: {value}"),
    "asking": gettext_noop("Checking your right to vote…"),
    "casting": gettext_noop("Your sealed ballot is on its way to the box…"),
    "waiting": gettext_noop(
        "The box does not answer yet. We try again in {seconds} s: your ballot is kept here."
    ),
    "code_missing": gettext_noop("Write the code that you received by e-mail."),
    "not_sealed": gettext_noop(
        "This browser could not seal the ballot. Reload the page, or use another browser."
    ),
    "unavailable": gettext_noop("The service is paused. Your choices are kept here: try again in a moment."),
    "stale": gettext_noop(
        "This page was served too long ago. Reload it and choose again: nothing has been sent."
    ),
    "refused": gettext_noop("This was refused. Check the code and try again."),
    "not_taken": gettext_noop("The box did not take this ballot. It has not been counted."),
    "qr": gettext_noop("Picture to check your receipt on another device"),
    "receipt_file": gettext_noop("receipt-{hash}.json"),
    "evidence_file": gettext_noop("anomaly-{hash}.json"),
    "alarm_malformed": gettext_noop("What the box answered is not a receipt."),
    "alarm_other_votation": gettext_noop("The box answered with the receipt of another votation."),
    "alarm_other_manifest": gettext_noop("The box answered with a receipt under other rules."),
    "alarm_other_ballot": gettext_noop("The box answered with the receipt of another ballot."),
    "alarm_forged": gettext_noop("The signature of the receipt is not that of the ballot box."),
}


def booth_words(questions: Any) -> dict[str, str]:
    """The sentences of the booth's script. A blank vote is named only where every question takes one."""
    words = {name: _(said) for name, said in BOOTH.items()}
    if not all(question["blank"] for question in questions):
        words["missing"] = words["missing_not_blank"]
    del words["missing_not_blank"]
    return words


def say(key: str, **values: object) -> str:
    """A sentence of the booth with its holes filled, as its script does."""
    said = _(BOOTH[key])
    for name, value in values.items():
        said = said.replace("{" + name + "}", str(value))
    return said


RECEIPT = {
    "malformed": gettext_noop("This is not a receipt"),
    "malformed_text": gettext_noop("Choose the file that you downloaded after voting; its name begins with “receipt”."),
    "other_votation": gettext_noop("This receipt is of another votation"),
    "other_votation_text": gettext_noop("Open the page of the votation where you cast this ballot, and check it there."),
    "other_manifest": gettext_noop("This receipt was made under other rules"),
    "other_manifest_text": gettext_noop("Keep the file and tell the bureau: rules never change once voting is open."),
    "forged": gettext_noop("This receipt is not signed by the ballot box"),
    "forged_text": gettext_noop(
        "Its signature is wrong: it proves nothing. If you got it here, keep the file and tell the bureau."
    ),
    "missing": gettext_noop("This ballot is not in the box"),
    "missing_text": gettext_noop(
        "If your receipt comes from here, keep the file and tell the bureau at once: it proves that a ballot was "
        "taken out."
    ),
    "waiting": gettext_noop("This ballot is in the box"),
    "waiting_text": gettext_noop("Its batch is not full yet: it will be on the board with the next batch, or at closing."),
    "waiting_signed": gettext_noop("Your ballot is in the box, and the receipt is genuine"),
    "on_board": gettext_noop("This ballot is on the board, in batch {number}"),
    "on_board_text": gettext_noop("It will be counted, or has been, with all others of the board."),
    "on_board_signed": gettext_noop("Your ballot is on the board, in batch {number}, and the receipt is genuine"),
    "board_wrong": gettext_noop("The board does not answer as it should"),
    "board_wrong_text": gettext_noop(
        "The batch does not hold this ballot, or its signature is wrong. Keep your receipt and tell the bureau."
    ),
    "unavailable": gettext_noop("The board does not answer"),
    "unavailable_text": gettext_noop("Try again in a moment; your receipt stays valid."),
    "no_file": gettext_noop("Choose the file of your receipt."),
    "looking": gettext_noop("Looking on the board…"),
}  # fmt: skip


def receipt_words() -> dict[str, str]:
    return {name: _(said) for name, said in RECEIPT.items()}
