"""The kinds of questions, in words."""

from web.core.i18n import _
from web.core.labels import label

KINDS = ("yes_no", "single", "several", "majority_judgment", "ranking", "score", "points")


def kind_choices() -> list[dict[str, str]]:
    """Each kind with what it is for, in plain words."""
    return [
        {"value": name, "label": label, "hint": says}
        for name, (label, says) in {
            "yes_no": (
                _("For or against"),
                _(
                    "One text, one answer: for, against, and an abstention if you wish. For an "
                    "agreement, accounts, by-laws."
                ),
            ),
            "single": (
                _("One choice among several"),
                _("Each person ticks one name or one option. For electing one person, or choosing a date."),
            ),
            "several": (
                _("Several choices"),
                _(
                    "Each person ticks several, between a least and a most. For a board with several "
                    "seats, or to see which ideas are acceptable."
                ),
            ),
            "majority_judgment": (
                _("Grades (majority judgment)"),
                _(
                    "Each person gives every choice a grade, from Excellent to To reject. The best "
                    "median grade wins: nobody needs to vote tactically."
                ),
            ),
            "ranking": (
                _("Ranking"),
                _(
                    "Each person puts the choices in order. Four ways to count are offered: for "
                    "choosing one option that suits most people, or for sharing several seats fairly."
                ),
            ),
            "score": (
                _("Scores"),
                _("Each person gives every choice a number, for instance from 0 to 10. The sums decide."),
            ),
            "points": (
                _("Points to share out"),
                _("Each person shares out a number of points, several on one choice if they wish. For priorities."),
            ),
        }.items()
    ]  # fmt: skip


def kind_label(kind: str) -> str:
    return label({each["value"]: each["label"] for each in kind_choices()}, kind, "kind_label")


def usual_grades() -> list[str]:
    return [
        _("Excellent"),
        _("Very good"),
        _("Good"),
        _("Fairly good"),
        _("Passable"),
        _("Insufficient"),
        _("To reject"),
    ]
