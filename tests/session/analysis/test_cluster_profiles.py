"""The profiles of a real data set say what its clusters are, in its own units and rows."""

import json

import numpy as np
import pytest

from clusterlab.algorithms.dbscan.algorithm import DBSCAN
from clusterlab.algorithms.kmeans.algorithm import KMeans
from clusterlab.cli.main import main
from clusterlab.core.algorithm import best_restart
from clusterlab.datasets import examples, read_table
from clusterlab.session.analysis.cluster_profiles import cluster_profiles
from clusterlab.session.state.prepared import prepare

FEATURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


@pytest.fixture(scope="module")
def penguins():
    return prepare(read_table(examples()["penguins"]), FEATURES, "z-score", False)


@pytest.fixture(scope="module")
def profiles(penguins):
    return cluster_profiles(penguins, best_restart(KMeans(k=3), penguins.points, 5)[1])


def test_a_species_is_singled_out_in_words(profiles):
    words = {str(profile.words) for profile in profiles}
    assert "flipper_length_mm over 202.5 and bill_depth_mm under 17.35: 123 of 123, and 0 others." in words, (
        words
    )


def test_the_categories_and_columns_outside_the_fit_are_those_of_the_same_rows(penguins, profiles):
    gentoo = next(profile for profile in profiles if profile.size == 123)
    shares = {category.category: category.share for category in gentoo.categories}
    assert shares["Gentoo"] == 1.0
    year = next(feature for feature in gentoo.features if feature.name == "year")
    species = np.array(penguins.table.texts["species"])[penguins.selection.kept]
    years = penguins.table.values[penguins.selection.kept][:, penguins.table.columns.index("year")]
    assert year.mean == pytest.approx(years[species == "Gentoo"].mean())
    assert "year" not in gentoo.clustered


def test_typical_rows_are_rows_of_the_file(penguins, profiles):
    gentoo = next(profile for profile in profiles if profile.size == 123)
    assert {penguins.table.texts["species"][row - 1] for row in (*gentoo.typical, *gentoo.atypical)} == {
        "Gentoo"
    }


def test_noise_belongs_to_no_cluster(penguins):
    step = best_restart(DBSCAN(eps=0.5, min_samples=8), penguins.points, 1)[1]
    found = cluster_profiles(penguins, step)
    assert sum(profile.size for profile in found) == (step.labels >= 0).sum() < penguins.points.n


def test_before_the_first_labels_there_are_no_profiles(penguins):
    assert cluster_profiles(penguins, KMeans(k=3).first(penguins.points)) == ()


def test_the_command_line_prints_profiles_and_writes_them_as_json(capsys, tmp_path):
    words = ["run", "kmeans", "--k", "3", "--data", str(examples()["iris"])]
    assert main([*words, "--profile", "-"]) == 0
    assert "Cluster 1, " in capsys.readouterr().out
    profile, summary = str(tmp_path / "a.txt"), str(tmp_path / "a.json")
    assert main([*words, "--profile", profile, "--json", summary]) == 0
    assert "Cluster 3, " in (tmp_path / "a.txt").read_text()
    found = json.loads((tmp_path / "a.json").read_text())["profile"]
    assert [entry["cluster"] for entry in found] == [1, 2, 3]
    assert sum(entry["size"] for entry in found) == 150
    assert found[0]["conditions"]["coverage"] > 0.8
    assert main([*words, "--json", str(tmp_path / "b.json")]) == 0
    assert "profile" not in json.loads((tmp_path / "b.json").read_text())
