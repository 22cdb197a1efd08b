"""Names of clusters stay with their palette numbers, and are said wherever clusters are named."""

from clusterlab.core.cluster_reference import ClusterReference
from clusterlab.core.message import Message, sentences
from clusterlab.session.state.cluster_listing import PLAIN_LISTING, ClusterListing
from clusterlab.session.state.cluster_names import MAX_GIVEN_LENGTH, NO_NAMES


def titles(names, numbers):
    listing = names.listing(numbers)
    return [str(listing.title(label)) for label in range(len(numbers))]


def test_a_cluster_without_a_name_has_its_number():
    assert titles(NO_NAMES, (3, 0)) == ["Cluster 1", "Cluster 2"]
    assert not NO_NAMES.listing((3, 0)).has_names


def test_a_name_follows_the_palette_number_and_an_empty_one_takes_it_away():
    named = NO_NAMES.renamed(3, "  small \n birds ").renamed(0, "x" * 100)
    assert titles(named, (4, 3)) == ["Cluster 1", "small birds"]
    assert len(named.listing((0,)).given[0]) == MAX_GIVEN_LENGTH
    assert named == NO_NAMES.renamed(0, "x" * 100).renamed(3, "small birds")
    assert named.renamed(3, " ").renamed(0, "") == NO_NAMES


def test_braces_in_a_name_are_no_fields():
    assert titles(NO_NAMES.renamed(0, "{a} %s"), (0,)) == ["{a} %s"]


def test_an_order_gives_the_numbers_and_the_places_of_clusters_but_not_of_noise():
    listing = ClusterListing(order=(2, 0, 1))
    assert [listing.number(label) for label in (-1, 0, 1, 2)] == [-1, 2, 3, 1]
    assert listing.listed(3) == (2, 0, 1)
    assert str(listing.title(2)) == "Cluster 1"
    assert (PLAIN_LISTING.number(4), PLAIN_LISTING.listed(2)) == (5, (0, 1))


def test_sentences_say_the_names_and_the_numbers_of_clusters_at_any_depth():
    first, second = ClusterReference(0), ClusterReference(1)
    moved = Message("{cluster} moved", cluster=first)
    grown = Message("{clusters:capital} grow: {moves}.", clusters=[second, first], moves=[moved])
    said = sentences(grown, Message("Row {row} left {donor}.", row=3, donor=second))
    assert said == "Clusters 2 and 1 grow: cluster 1 moved. Row 3 left cluster 2."
    listing = ClusterListing(given=("", "gentoo"), order=(1, 0))
    assert listing.renamed(said) == "gentoo and cluster 2 grow: cluster 2 moved. Row 3 left gentoo."
    assert said == "Clusters 2 and 1 grow: cluster 1 moved. Row 3 left cluster 2."
