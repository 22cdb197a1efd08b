"""The dialogs that ask for files of models, and of the rows that these assign."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from clusterlab.core.algorithm import Algorithm
from clusterlab.core.step import NO_CLUSTERS_YET, Step
from clusterlab.session.models.model import Model, ModelError, check_model
from clusterlab.session.models.model_file import MODEL_SUFFIX, save_model
from clusterlab.session.models.shard_model import shard_model
from clusterlab.session.state.cluster_listing import ClusterListing
from clusterlab.session.state.prepared import Prepared
from clusterlab.session.state.prepared_folder import PreparedFolder
from clusterlab.ui.dialogs.file_dialogs import ask_path, suggested_name
from clusterlab.ui.presenter import Presenter

MODELS = f"Models (*.{MODEL_SUFFIX})"
ASSIGNED_TABLES = "CSV (*.csv);;Excel (*.xlsx);;Parquet (*.parquet)"
OnChosen = Callable[[Path], object]


def ask_to_save_model(presenter: Presenter) -> None:
    """Asks for a path and saves the clusters of the step on screen as a model, in the background."""
    prepared, step = presenter.player.slot.current_prepared, presenter.player.materialized_step
    run = presenter.shown.run
    algorithm = run.session.algorithm
    try:
        check_model(algorithm)
    except ModelError as error:
        return presenter.show_error(error.message)
    if prepared is None or step is None or (step.labels is None and step.shard_labeling is None):
        return presenter.show_error(NO_CLUSTERS_YET)

    def save(path: Path) -> None:
        def write() -> None:
            save_model(path, _model(algorithm, prepared, step, run.listing))

        presenter.saver.save(path, write)

    return ask_path(
        presenter, "Save the model", MODELS, suggested_name(presenter, MODEL_SUFFIX, "-model"), save
    )


def _model(algorithm: Algorithm, prepared: Prepared, step: Step, listing: ClusterListing) -> Model:
    """The model of a step of a table in memory or a prepared folder."""
    if isinstance(prepared, PreparedFolder):
        return shard_model(algorithm, prepared.folder, step, listing)
    return Model.of(algorithm, prepared, step, listing)


def ask_model(presenter: Presenter, parent: QWidget, on_chosen: OnChosen) -> None:
    """Asks for a saved model."""
    ask_path(presenter, "Use a saved model", f"{MODELS};;All files (*)", "", on_chosen, parent=parent)


def ask_assigned_rows(presenter: Presenter, parent: QWidget, suggested: str, on_chosen: OnChosen) -> None:
    """Asks where rows that were assigned are saved, in which format."""
    ask_path(presenter, "Save the rows", ASSIGNED_TABLES, suggested, on_chosen, parent=parent)
