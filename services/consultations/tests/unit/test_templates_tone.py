"""U25: the templates that are shipped say *vous*, to adults as to children."""

import re

import pytest

from consultations.domain.templates import TEMPLATES

THOU = re.compile(r"\b(tu|toi|ton|ta|tes|choisis|dis|écris|raconte)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_one_tone(name: str) -> None:
    """U25"""
    steps = TEMPLATES[name].steps
    said = [step.body["fr"] for step in steps]
    said += [part.help_text["fr"] for step in steps for part in step.sections]
    assert not [text for text in said if THOU.search(text)]
