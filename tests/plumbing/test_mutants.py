"""`make mutants` names rules and tests that are there: what is renamed would be left out in silence."""

import pytest

from tests.mutants import ROOT, RULES, TESTS


@pytest.mark.parametrize("pattern", [*RULES, *TESTS])
def test_what_is_named_is_there(pattern: str) -> None:
    assert list((ROOT / "services").glob(pattern))
