"""Roles, kinds, states and reasons in words a town-hall agent would use."""

from typing import Any

from web.core.i18n import _
from web.core.labels import label
from web.core.request_context import language


def role_names() -> dict[str, str]:
    return {
        "platform_admin": _("administrator of the platform"),
        "network_manager": _("manager of the network"),
        "organiser": _("organiser"),
        "moderator": _("moderator"),
        "analyst": _("analyst"),
        "supervisor": _("supervisor"),
        "decision_maker": _("decision-maker"),
        "mediator": _("mediator"),
        "network_member": _("member of the network"),
    }


def role_name(role: str) -> str:
    return label(role_names(), role, "role_name")


def role_choices() -> list[dict[str, str]]:
    """Each role one may give, with what it lets someone do."""
    says = {
        "organiser": _(
            "Sets up and publishes projects, invites colleagues, moderates, exports. Sees everything."
        ),
        "moderator": _(
            "Reads what was reported or waits for publication; keeps it or takes it away, with a reason."
        ),
        "analyst": _("Reads drafts and figures, asks for exports. Changes nothing."),
        "mediator": _(
            "Types the ideas of people met at a workshop or in the street, on a tablet or a phone."
        ),
        "supervisor": _("Reads drafts and figures, to follow the work of analysts."),
        "decision_maker": _("Reads drafts and figures, to decide what follows."),
        "network_member": _(
            "Takes part in the projects kept for members of the organisation. Manages nothing."
        ),
    }
    return [{"value": role, "label": capital(role_name(role)), "hint": text} for role, text in says.items()]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def organisation_kind_names() -> dict[str, str]:
    return {
        "municipality": _("Municipality or local authority"),
        "ministry": _("Ministry or public body"),
        "union": _("Trade union"),
        "school": _("School"),
        "association": _("Association"),
        "company": _("Company"),
    }


def organisation_kinds() -> list[dict[str, str]]:
    return [{"value": kind, "label": name} for kind, name in organisation_kind_names().items()]


def step_kind_names() -> dict[str, str]:
    return {
        "presentation": _("Presentation"),
        "consultation": _("Consultation"),
        "collection": _("Call for ideas"),
        "votation": _("Vote"),
        "offline": _("Outside the site"),
        "results": _("Results"),
    }


def step_kind(kind: str) -> str:
    return label(step_kind_names(), kind, "step_kind")


def project_state(state: str) -> str:
    names = {"draft": _("Draft"), "open": _("Open"), "upcoming": _("To come"), "closed": _("Finished")}
    return label(names, state, "project_state")


def invitation_state(state: str) -> str:
    names = {
        "sent": _("waiting"),
        "accepted": _("accepted"),
        "revoked": _("taken back"),
        "expired": _("expired"),
    }
    return label(names, state, "invitation_state")


def template_names() -> dict[str, str]:
    return {
        "problem_causes_solutions": _("Problems, causes, solutions"),
        "draft_text": _("Draft text"),
        "open_question": _("Open question"),
        "idea_box": _("Idea box"),
    }


def decision_names() -> dict[str, str]:
    return {"keep": _("Keep"), "trash": _("Put in the visible trash"), "hide": _("Hide")}


def decision_name(decision: str) -> str:
    return label(decision_names(), decision, "decision_name")


def drawing_names() -> dict[str, str]:
    return {
        "ballot": _("A vote"),
        "debate": _("A debate"),
        "law": _("A text to discuss"),
        "ideas": _("Ideas"),
        "assembly": _("An assembly"),
        "budget": _("A budget"),
        "square": _("A square"),
        "street": _("A street"),
        "park": _("A park"),
        "river": _("A river"),
        "school": _("A school"),
        "harvest": _("Fields and food"),
        "hills": _("Hills"),
    }


def visibility_names() -> dict[str, str]:
    return {
        "draft": _("Draft: only your team sees it"),
        "public": _("Public: everyone sees it"),
        "members": _("Members of the organisation only"),
        "group": _("Members of one group only"),
    }


def visibility_name(visibility: str) -> str:
    return label(visibility_names(), visibility, "visibility_name")


def target_name(target: str) -> str:
    names = {"contribution": _("Contribution"), "argument": _("Argument"), "source": _("Source")}
    return label(names, target, "target_name")


def report_reason(reason: str) -> str:
    names = {
        "spam": _("Advertising or spam"),
        "insult": _("Insults or hatred"),
        "off_topic": _("Off topic"),
        "personal_data": _("Personal data"),
        "illegal": _("Illegal content"),
    }
    return label(names, reason, "report_reason")


def flag_name(flag: str) -> str:
    names = {
        "links": _("Many links"),
        "capitals": _("Written in capitals"),
        "repeated": _("Same text sent several times"),
        "very_fast": _("Written very fast"),
    }
    return label(names, flag, "flag_name")


def contribution_states() -> dict[str, str]:
    return {
        "draft": _("Not finished"),
        "unpublished": _("Not visible yet"),
        "published": _("Visible"),
        "trashed": _("In the visible trash"),
        "hidden": _("Hidden"),
        "erased": _("Erased by its author"),
    }


def contribution_state(state: str) -> str:
    return label(contribution_states(), state, "contribution_state")


def message_kind(kind: str) -> str:
    names = {
        "email_confirmation": _("Confirm your address"),
        "already_registered": _("You already have an account"),
        "password_reset": _("Choose a new password"),
        "magic_link": _("Sign in by a link"),
        "email_change": _("Confirm your new address"),
        "invitation": _("Invitation to work together"),
        "email_changed": _("Your address has changed"),
        "password_changed": _("Your password has changed"),
        "confirm_reminder": _("Reminder to confirm the address"),
        "contribution_moderated": _("Your text was moderated"),
        "appeal_decided": _("Answer to your appeal"),
        "version_left_alone": _("Your version is no longer visible"),
        "step_closing_soon": _("The step closes soon"),
        "window_moved": _("The dates have changed"),
        "votation_invitation": _("Invitation to vote"),
        "votation_reminder": _("Reminder to vote"),
        "votation_code": _("One-time code to vote"),
        "votation_signed": _("Confirmation of the signature"),
        "votation_roll_check": _("Check of the entry on the roll"),
        "votation_result": _("Result of the vote"),
    }
    return label(names, kind, "message_kind")


def delivery_state(state: str) -> str:
    names = {
        "queued": _("Waiting"),
        "sending": _("Being sent"),
        "sent": _("Sent out"),
        "failed": _("Failed"),
        "not_wanted": _("No longer useful"),
        "stale": _("Too late to be sent"),
    }
    return label(names, state, "delivery_state")


def export_shapes() -> dict[str, str]:
    return {
        "full": _("Everything, one line per text and per vote"),
        "simplified": _("The essentials, one line per contribution"),
        "by_participant": _("One line per participant"),
    }


def export_shape(shape: str) -> str:
    return label(export_shapes(), shape, "export_shape")


def export_formats() -> dict[str, str]:
    return {"csv": _("Spreadsheet (CSV)"), "json": _("Data for developers (JSON)")}


def export_format(kind: str) -> str:
    return label(export_formats(), kind, "export_format")


def both(view: Any, name: str) -> str:
    """A label kept in both languages, in the reader's."""
    return str(view.get(f"{name}_{language()}") or view.get(f"{name}_fr") or "")


def install_words() -> dict[str, Any]:
    """What templates of the workspace call by name."""
    return {
        "role_name": role_name,
        "step_kind": step_kind,
        "project_state": project_state,
        "invitation_state": invitation_state,
        "capital": capital,
        "visibility_name": visibility_name,
        "target_name": target_name,
        "report_reason": report_reason,
        "flag_name": flag_name,
        "contribution_state": contribution_state,
        "message_kind": message_kind,
        "delivery_state": delivery_state,
        "export_shape": export_shape,
        "export_format": export_format,
        "both": both,
    }
