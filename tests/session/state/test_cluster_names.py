"""Names of clusters stay with their palette numbers."""

from clusterlab.session.state.cluster_names import MAX_GIVEN_LENGTH, NO_NAMES


def test_a_cluster_without_a_name_has_its_number():
    assert list(map(str, NO_NAMES.names((3, 0)))) == ["Cluster 1", "Cluster 2"]


def test_a_name_follows_the_palette_number_and_an_empty_one_takes_it_away():
    named = NO_NAMES.renamed(3, "  small \n birds ").renamed(0, "x" * 100)
    assert list(map(str, named.names((4, 3)))) == ["Cluster 1", "small birds"]
    assert len(str(named.names((0,))[0])) == MAX_GIVEN_LENGTH
    assert named == NO_NAMES.renamed(0, "x" * 100).renamed(3, "small birds")
    assert named.renamed(3, " ").renamed(0, "") == NO_NAMES


def test_braces_in_a_name_are_no_fields():
    assert str(NO_NAMES.renamed(0, "{a} %s").names((0,))[0]) == "{a} %s"
