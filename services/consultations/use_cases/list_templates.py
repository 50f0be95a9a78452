from typing import Any

from chassis.operations import query
from consultations.domain.templates import TEMPLATES, Template
from consultations.unit_of_work import UnitOfWork
from contracts.consultations import projects as ops


@query(ops.list_templates)
def list_templates(_uow: UnitOfWork, language: str) -> dict[str, Any]:
    """Both titles of each, its steps in the reader's language."""
    return {"items": [_template(template, language) for template in TEMPLATES.values()]}


def _template(template: Template, language: str) -> dict[str, Any]:
    steps = [
        {"kind": plan.kind, "title": plan.title[language], "position": position}
        for position, plan in enumerate(template.steps)
    ]
    return {
        "name": template.name,
        "title_fr": template.title["fr"],
        "title_en": template.title["en"],
        "says_fr": template.says["fr"],
        "says_en": template.says["en"],
        "steps": steps,
    }
