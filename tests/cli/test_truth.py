"""`clusterlab run --truth` compares the clusters with known classes, which are kept out of the fit."""

import json

import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from clusterlab import KMeans
from clusterlab.core.resources import resource
from clusterlab.datasets.generators.shape import SHAPES
from clusterlab.datasets.readers.files import read_table

IRIS = resource("examples/iris.csv")
PENGUINS = resource("examples/penguins.csv")


def parsed(output):
    assert (output.code, output.err) == (0, "")
    return json.loads(output.out)


def test_the_species_of_iris_give_the_known_ari(cli):
    found = parsed(
        cli("run", "kmeans", "--restarts", 10, "--data", IRIS, "--truth", "species", "--json", "-")
    )
    assert found["truth"] == "species"
    assert found["ari"] == pytest.approx(0.73023827, abs=5e-9)
    iris = read_table(IRIS)
    labels = KMeans().fit(iris.values, restarts=10).labels
    expected = adjusted_mutual_info_score(iris.texts["species"], labels)
    assert found["ami"] == pytest.approx(expected, rel=1e-9)


def test_the_report_has_ari_ami_and_the_number_of_classes(cli):
    output = cli("run", "kmeans", "--restarts", 10, "--data", IRIS, "--truth", "species")
    assert "known       3 classes, species\nARI         0.7302\nAMI         0.7551\n" in output.out


def test_without_the_flag_nothing_is_compared(cli):
    found = parsed(cli("run", "kmeans", "--data", IRIS, "--json", "-"))
    assert found.keys().isdisjoint({"truth", "ari", "ami"})


def test_generated_data_are_compared_with_their_groups(cli):
    found = parsed(cli("run", "kmeans", "--k", 2, "--make", "moons", "--truth", "generated", "--json", "-"))
    table = SHAPES.all()["moons"]().make()
    labels = KMeans(k=2).fit(table.values).labels
    assert found["ari"] == pytest.approx(adjusted_rand_score(table.truth, labels), rel=1e-9)
    assert found["ami"] == pytest.approx(adjusted_mutual_info_score(table.truth, labels), rel=1e-9)


def test_a_numeric_column_of_classes_is_kept_out_of_the_fit(cli):
    found = parsed(cli("run", "kmeans", "--data", PENGUINS, "--truth", "year", "--json", "-"))
    assert "year" not in found["columns"]
    assert "bill_length_mm" in found["columns"]


def test_rows_without_a_class_have_a_note(cli):
    found = parsed(cli("run", "kmeans", "--data", PENGUINS, "--truth", "sex", "--json", "-"))
    assert "9 rows without a known class were left out of ARI and AMI." in found["notes"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--data", IRIS, "--truth", "specie"], 1, "did you mean 'species'"),
        (["--data", IRIS, "--truth", "generated"], 1, "was not generated with groups"),
        (["--make", "uniform", "--truth", "generated"], 1, "was not generated with groups"),
        (["--make", "blobs", "--truth", "kind"], 1, "go by the name generated"),
        (["--data", PENGUINS, "--truth", "year", "--columns", "year,body_mass_g"], 2, "stay out of the fit"),
    ],
)
def test_classes_that_cannot_be_used_are_an_error_in_one_sentence(cli, words, code, sentence):
    output = cli("run", "kmeans", *words)
    assert (output.code, output.out) == (code, "")
    assert sentence in output.err
    assert output.err.count("\n") == 1
