"""V10: small colleges are merged where no rule needs them, and who is left in too small a group is named by number."""

from hypothesis import given
from hypothesis import strategies as st

from votation.domain.cells import (
    SMALL_GROUP,
    Group,
    as_frozen,
    by_college_and_weight,
    cells_of,
    merged_colleges,
    small_groups,
)

ROLLS = st.dictionaries(
    st.tuples(st.sampled_from(("", "bailleurs", "locataires", "syndics", "voisins")), st.integers(1, 3)),
    st.integers(1, 12),
    min_size=1,
).map(
    lambda sizes: [Group(college, weight, electors) for (college, weight), electors in sorted(sizes.items())]
)


def published(cells):
    return {(cell.college, cell.weight): cell.electors for cell in cells}


def test_a_small_college_is_told_of_nobody_and_takes_another_with_it_if_it_must():
    """V10"""
    groups = [Group("a", 1, 40), Group("b", 1, 2), Group("c", 1, 9)]
    assert merged_colleges(groups) == {"b", "c"}
    assert published(cells_of(groups, merged_colleges(groups))) == {("a", 1): 40, ("", 1): 11}
    enough = [*groups, Group("d", 1, 3)]
    assert merged_colleges(enough) == {"b", "d"}


def test_a_college_that_is_small_in_one_weight_is_merged_in_all():
    """V10: told in some of its cells, the rest would follow from the sums."""
    groups = [Group("a", 1, 40), Group("a", 2, 30), Group("b", 1, 20), Group("b", 2, 1)]
    assert published(cells_of(groups, merged_colleges(groups))) == {("", 1): 60, ("", 2): 31}


def test_a_weight_of_few_stays_apart_and_merges_nobody():
    """V10: merged with another weight, nobody could count again."""
    groups = [Group("a", 1, 40), Group("b", 1, 20), Group("b", 40, 1)]
    assert merged_colleges(groups) == frozenset()
    assert small_groups(cells_of(groups), by_cell=False) == [Group("", 40, 1)]


@given(ROLLS)
def test_no_cell_is_smaller_than_it_has_to_be_and_nobody_is_lost(groups):
    """V10"""
    merged = merged_colleges(groups)
    cells = cells_of(groups, merged)
    of_weight = dict.fromkeys({group.weight for group in groups}, 0)
    for group in groups:
        of_weight[group.weight] += group.electors
    assert {weight: sum(c.electors for c in cells if c.weight == weight) for weight in of_weight} == of_weight
    assert all(c.electors >= SMALL_GROUP or of_weight[c.weight] < SMALL_GROUP for c in cells)
    places = by_college_and_weight(cells)
    assert set(places) == {(group.college, group.weight) for group in groups}
    assert set(places.values()) == {cell.cell for cell in cells}
    told = {cell.college for cell in cells if cell.college}
    assert told == {group.college for group in groups} - merged - {""}


@given(ROLLS)
def test_a_roll_that_was_frozen_before_colleges_were_merged_stays_as_it_is(groups):
    """V10"""
    merged = merged_colleges(groups)
    for frozen in (cells_of(groups), cells_of(groups, merged)):
        assert as_frozen(groups, merged, by_college_and_weight(frozen)) == frozen


def test_where_each_college_decides_who_is_few_in_one_is_told():
    """V10"""
    groups = [Group("a", 1, 40), Group("a", 2, 30), Group("b", 1, 4)]
    assert small_groups(cells_of(groups), by_cell=True) == [Group("b", 1, 4)]
    assert small_groups(cells_of(groups), by_cell=False) == []
