from gateway.tree import Tree

TREE = Tree(
    [("/a/{x}", "x"), ("/a/fixed", "fixed"), ("/a/{x}/b", "b"), ("/a/fixed/{y}/c", "c"), ("/", "root")]
)


def test_a_fixed_part_is_preferred_to_a_name():
    assert TREE.find("/a/fixed") == ("fixed", [])
    assert TREE.find("/a/other") == ("x", ["other"])


def test_a_name_is_tried_where_the_fixed_part_leads_nowhere():
    assert TREE.find("/a/fixed/b") == ("b", ["fixed"])
    assert TREE.find("/a/fixed/1/c") == ("c", ["1"])


def test_nothing_is_found_beside_the_paths():
    for path in ("", "/a", "/a/", "/a//b", "/a/x/b/", "/a/x/y", "a/x", "//a/x"):
        assert TREE.find(path) is None
