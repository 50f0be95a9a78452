"""Kinds of steps, in words."""

from web.core.i18n import _


def kind_choices() -> list[dict[str, str]]:
    """Kinds one may add; a consultation may come with its sections."""
    return [
        {
            "value": "presentation",
            "label": _("Presentation"),
            "hint": _("A text to read: the context, the documents, the calendar."),
        },
        {
            "value": "consultation:open_question",
            "label": _("Consultation: one open question"),
            "hint": _("People answer, vote and argue. One section is ready."),
        },
        {
            "value": "consultation:problem_causes_solutions",
            "label": _("Consultation: problems, causes, solutions"),
            "hint": _("People reason together. Four sections are ready."),
        },
        {
            "value": "consultation:draft_text",
            "label": _("Consultation: a draft text, article by article"),
            "hint": _("People vote on articles and rewrite them. The sections are ready."),
        },
        {
            "value": "collection:idea_box",
            "label": _("Idea box"),
            "hint": _("Three prompts, online and at workshops."),
        },
        {
            "value": "consultation",
            "label": _("Consultation without sections"),
            "hint": _("You make the sections."),
        },
        {
            "value": "offline",
            "label": _("Step outside the site"),
            "hint": _("A meeting, a negotiation, a council vote: you record its outcome."),
        },
        {
            "value": "results",
            "label": _("Results"),
            "hint": _("What was kept, what was not, and why."),
        },
    ]
