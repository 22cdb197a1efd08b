"""What the charts and tables of a window at rest are to show."""

from clusterlab.core.formatting import format_number
from clusterlab.core.progress import drain
from clusterlab.core.step import Step
from clusterlab.datasets.ground_truth import ground_truth
from clusterlab.export.try_all_rows import try_all_rows
from clusterlab.metrics.cluster_count.how_many import count_clusters
from clusterlab.session.analysis.agreement import agreement
from clusterlab.session.analysis.by_eye_agreement import by_eye_agreement
from clusterlab.session.analysis.cluster_flows import FlowRequest
from clusterlab.session.analysis.cluster_profiles import cluster_profiles
from clusterlab.session.analysis.comparison_metrics import comparison_metrics, ground_truth_of
from clusterlab.session.analysis.curve_dissent import curve_dissent
from clusterlab.session.analysis.k_charts import chart_titles, default_charts, k_charts
from clusterlab.session.analysis.k_sweep import unavailable_reason, without_k_and_seed
from clusterlab.session.analysis.multi_start import init_methods_of
from clusterlab.session.analysis.silhouette_plot import silhouette_plot
from clusterlab.session.playback.captions import scaling_suffix
from clusterlab.session.state.session import data_key, scaling_label
from clusterlab.ui.presenters.cluster_count_presenter import ClusterCountPresenter
from clusterlab.ui.presenters.flow_presenter import NO_FLOW, FlowPresenter
from clusterlab.ui.presenters.ground_truth_presenter import GroundTruthPresenter
from clusterlab.ui.presenters.k_chart_presenter import FLOW, KChartPresenter
from clusterlab.ui.presenters.metrics_presenter import MetricsTablePresenter
from clusterlab.ui.presenters.multi_start_presenter import MultiStartPresenter
from clusterlab.ui.presenters.profile_presenter import ProfilePresenter
from clusterlab.ui.presenters.silhouette_presenter import SilhouettePresenter
from clusterlab.ui.presenters.step_chart_presenter import StepChartPresenter
from clusterlab.ui.presenters.try_all_presenter import TryAllPresenter

MAX_SILHOUETTE_POINTS = 3_000
"""Silhouettes of more points are not computed again, since that would take too long."""
MAX_COUNTED_POINTS = 200
"""Clusters of more points are not counted again."""
_fresh_counts = {}
"""Answers by their data, since many tests look at the same data."""


def chart_faults(expect, window, presenter, shown):
    """Compares the charts and the tables at the right with the session."""
    found = {type(part): part for part in presenter.chart_presenters}
    counting = found[ClusterCountPresenter].counting
    count_faults(expect, window.charts.verdict, counting, shown)
    sweep_faults(expect, window.charts, found[KChartPresenter], counting.count, shown)
    if FlowPresenter in found:  # it is made when it is first shown
        flow_faults(expect, found[FlowPresenter], found[KChartPresenter].k_sweep, shown)
    if TryAllPresenter in found:  # it is made when it is first asked for
        try_all_faults(expect, found[TryAllPresenter], shown)
    silhouette_faults(expect, found[SilhouettePresenter].chart, shown)
    step_chart_faults(expect, found[StepChartPresenter], shown)
    metrics_faults(expect, window.charts, found[MetricsTablePresenter], shown)
    late = {
        MultiStartPresenter: multi_start_faults,
        GroundTruthPresenter: truth_faults,
        ProfilePresenter: profile_faults,
    }
    for kind in late.keys() & found.keys():  # of the tabs that have been shown
        late[kind](expect, found[kind], shown)


def profile_faults(expect, part, shown):
    """Compares the profiles, where they are visible and the points are few, with fresh ones."""
    run, widget = shown.run, part.widget
    if not widget.isVisible() or run.prepared is None or run.n_points > MAX_SILHOUETTE_POINTS:
        return None
    if run.step is None or run.labels is None:
        return expect("Profile, words", widget.state.text(), str(run.labels_obstacle))
    if not part.step_profiles.is_current:
        return expect("Profile, words", widget.state.text(), "Not computed.")
    fresh = {profile.cluster: profile for profile in cluster_profiles(run.prepared, run.step)}
    if not fresh:
        return expect("Profile, words", widget.state.text(), "No point is in a cluster.")
    expect("Profile, clusters", len(widget.cluster.words()), len(fresh))
    expect("Profile, words", widget.words.text(), str(fresh[widget.cluster.choice()].words))
    boxes, column = widget.box_plots.chart, widget.box_plots.column.choice()
    expect("Box plots, visible", boxes is not None and boxes.isVisibleTo(widget), bool(column))
    if boxes is not None and column:
        wanted = {cluster: profile.feature(column) for cluster, profile in fresh.items()}
        expect("Box plots, names and colors", boxes.listing, run.listing)
        expect("Box plots", list(map(str, boxes._profiles.values())), list(map(str, wanted.values())))
    return None


def count_faults(expect, view, counting, shown):
    """Compares the answer about the data with a fresh one, where these are few, and the K that it offers."""
    session, prepared = shown.run.session, shown.run.scene.prepared
    expect("Verdict, visible", not view.isHidden(), prepared is not None)
    if prepared is None:
        return
    if counting.count is None:
        expect("Verdict", view.answer.text(), "Clusters were not counted")
        expect("Verdict, button", not view.again.isHidden(), True)
        return
    key = data_key(session)
    if prepared.analyzed.points.n <= MAX_COUNTED_POINTS and key not in _fresh_counts:
        points, names = prepared.analyzed.points, prepared.clustered_columns
        _fresh_counts[key] = drain(count_clusters(points, names=names))
    count = _fresh_counts.get(key, counting.count)
    expect("Verdict", view.answer.text(), count.words.removesuffix("."))
    expect("Verdict, button", not view.again.isHidden(), False)
    expect("Verdict, notes", view.notes.text(), " ".join(count.notes))
    expect("Verdict, evidence", [label.text() for _, label in view.lines], [e.words for e in count.evidence])
    offered = [use.text() for use in view.uses if not use.isHidden()]
    wanted = [k for k in count.suggested_ks if session.k and k != session.k]
    expect("Verdict, K", offered, [f"Use K = {k}" for k in wanted])
    scales = count.scaled is not None and session.scaling == "none"
    expect("Verdict, scaling", not view.scale.isHidden(), scales)


def sweep_faults(expect, panel, presenter, count, shown):
    """Compares the charts over K, their marks, what they say otherwise than the verdict, and the progress."""
    session, prepared, sweep = shown.run.session, shown.run.scene.prepared, presenter.k_sweep
    visible = [name for name, chart in panel._charts.items() if not chart.isHidden()]
    expect("Sweep, progress", panel.bar.value(), 0)
    expect("Sweep, Cancel", not panel.cancel.isHidden(), False)
    is_stopped = prepared is not None and sweep.stopped and bool(sweep.lines)
    expect("Sweep, Sweep K", not panel.again.isHidden(), is_stopped)
    if prepared is None:
        expect("Sweep, charts without points", visible, [])
        return
    points = prepared.analyzed.points
    reason = unavailable_reason(session, points, presenter.request.last)
    expect("Sweep, greatest K, visible", not panel.last.isHidden(), not reason)
    if reason:
        expect("Sweep, charts", visible, [])
        expect("Verdict, dissent", panel.verdict.dissent.text(), "")
        expect("Sweep, words", panel.state.text(), reason)
        return
    key = (*data_key(session), without_k_and_seed(session.algorithm), presenter.request)
    expect("Sweep, data and algorithm", sweep._key, key)
    expect("Sweep, points", sweep.points.values, points.values)
    expect("Sweep, greatest K", panel.last.value(), presenter.request.last)
    curve_faults(expect, panel, presenter, shown, visible)
    if not sweep.stopped:
        expect("Sweep, complete", sweep.complete, True)
    known = count is not None and sweep.complete
    found = sweep.curve.entries(presenter.request)
    dissent = curve_dissent(sweep.curve.algorithm, found, count) if known else ""
    expect("Verdict, dissent", panel.verdict.dissent.text(), dissent)


def curve_faults(expect, panel, presenter, shown, visible):
    """Compares each visible chart over K."""
    sweep, algorithm = presenter.k_sweep, presenter.k_sweep.curve.algorithm
    default = default_charts(algorithm)
    names = [name for name in chart_titles(algorithm) if presenter._choices.get(name, name in default)]
    expect("Sweep, charts", visible, names)
    checked = [name for name, action in panel.choose.actions_by_name.items() if action.isChecked()]
    flow = presenter._choices.get(FLOW, False)
    expect("Sweep, menu of charts", checked, [*names, *[FLOW] * flow])
    treatment = scaling_suffix(scaling_label(shown.run.session))
    ks = range(1, presenter.request.last + 1)
    for plot in k_charts(algorithm, sweep.entries(), ks, sweep.points, sweep.complete, treatment):
        if plot.key in names:
            chart = panel.chart(plot.key)
            expect(f"Chart {plot.key}", chart.curve.shown, plot)
            expect(f"Chart {plot.key}, title", chart.title.text(), plot.title)
            expect(f"Chart {plot.key}, conclusion", chart.subtitle._words, plot.conclusion)
            expect(f"Chart {plot.key}, present K", chart.curve._current, shown.session.k)


def flow_faults(expect, part, sweep, shown):
    """Compares the flow, where it is visible, with a fresh one of the entries of the sweep."""
    if part.chart.isHidden() or sweep.curve is None:
        return
    entries, scene = tuple(sweep.curve.entries(sweep.request)), shown.run.scene
    colors = None if scene.algorithm.initial_rows else scene.color_assignment()
    looks = shown.session.names, shown.session.cluster_colors, shown.run.listing
    fresh = FlowRequest(sweep.points, entries, colors, *looks).picture()
    found = part.flows.picture
    expect("Flow, subtitle", part.chart.subtitle._words, "" if fresh else NO_FLOW)
    expect("Flow, K", None if found is None else found.ks, None if fresh is None else fresh.ks)
    if found is None or fresh is None:
        return
    expect("Flow, drawn", part.chart.view.shown is found, True)
    expect("Flow, present K", part.chart.view._current, shown.session.k)
    for name in ("geometry", "colors", "names", "labels"):
        expect(f"Flow, {name}", getattr(found, name), getattr(fresh, name))


def try_all_faults(expect, part, shown):
    """Compares the rows of the dialog of all algorithms, where it is open, with their results."""
    found = part.try_all
    if part.dialog is None:
        return
    rows = try_all_rows(found.ranked, found.has_classes)
    expect("Try all, rows", sorted(part.dialog.table.texts()), sorted([c.text for c in row] for row in rows))
    expect("Try all, progress", part.dialog.bar.isVisibleTo(part.dialog), False)
    if found.request is not None:
        expect("Try all, data", found.request.prepared is shown.run.scene.prepared.analyzed, True)


def silhouette_faults(expect, chart, shown):
    """Compares the silhouettes with those of the labels on screen."""
    run, found = shown.run, chart.shown
    if run.labels is None or run.prepared is None:
        expect("Silhouettes", found, None)
        return
    drawn = chart._plot.shown if chart._plot is not None else None
    expect("Silhouettes, drawn plot", drawn is found, True)
    if found is None:
        expect("Silhouettes, why there are none", bool(chart.subtitle._words), True)
        return
    if found.labels is not run.labels:
        expect("Silhouettes of an earlier step, words", bool(chart.subtitle._words), True)
        return
    expect("Silhouettes, points", found.points is run.prepared.points, True)
    expect("Silhouettes, subtitle", chart.subtitle._words, "")
    expect("Silhouettes, pale", chart._plot.is_outdated, False)
    expect("Silhouettes, names and colors", chart._plot.listing, run.listing)
    if run.n_points <= MAX_SILHOUETTE_POINTS:
        fresh = drain(silhouette_plot(run.prepared.points, run.labels))
        expect("Silhouettes", found.clusters, fresh.clusters)
        note = str(fresh.words if fresh.clusters else fresh.unavailable_reason)
        expect("Silhouettes, note", chart.note.text(), note[:1].upper() + note[1:])


def step_chart_faults(expect, presenter, shown):
    """Compares the charts that the algorithm shows of a step; there are none once they are canceled."""
    step, prepared, charts = shown.run.step, shown.run.scene.prepared, presenter.charts
    wanted, is_canceled = (), presenter._step is None
    if not (step is None or prepared is None or is_canceled or type(step).charts is Step.charts):
        wanted = step.charts(prepared.points)
    expect(
        "Charts of the step, kinds", [type(one.step_chart.chart) for one in charts], list(map(type, wanted))
    )
    for widget, chart in zip(charts, wanted, strict=False):
        name = type(chart).__name__
        expect(f"{name}, pale", widget.step_chart.is_outdated, False)
        expect(f"{name}", widget.step_chart.chart, chart)
        expect(f"{name}, title", widget.title.text(), chart.title)
        expect(f"{name}, subtitle", widget.subtitle._words, chart.subtitle)
        expect(f"{name}, names and colors", widget.step_chart.listing, shown.run.listing)


def multi_start_faults(expect, presenter, shown):
    """Compares the many starts with the algorithm on screen."""
    scene, widget = shown.run.scene, presenter.widget
    if scene.prepared is None:
        return
    offered = init_methods_of(scene.algorithm)
    expect("Many starts, button", widget.run_button.isVisibleTo(widget), bool(offered))
    expect("Many starts, button, enabled", widget.run_button.isEnabled(), True)
    expect("Many starts, note", widget.unavailable_reason.isVisibleTo(widget), not offered)
    requested = presenter.multi_start._requested
    expect("Many starts, data", requested.data, data_key(shown.run.session))
    found = presenter.multi_start.final_objectives
    for init, strip in widget.strips.items():
        there = bool(found) and init in offered
        expect(f"Starts from {init}, visible", strip.isVisibleTo(widget), there)
        if there:
            own = tuple(one for one in found if one.init == init)
            expect(f"Starts from {init}", strip._final_objectives, own)


def truth_faults(expect, presenter, shown):
    """Compares the agreement with known labels, where it is visible."""
    run, widget = shown.run, presenter.widget
    if not widget.isVisible() or run.prepared is None:
        return
    name = widget.column.choice()
    expect("Known labels, box, visible", widget.column.isVisibleTo(widget), bool(widget.column.words()))
    if run.labels is None or name is None:
        expect("Known labels, table", widget.table.isVisibleTo(widget), False)
        return
    if not presenter.comparison.is_current:
        expect("Known labels, not computed", widget.words.text(), "")
        expect("Known labels, why", bool(widget.note.text()), True)
        return
    truth = ground_truth(run.prepared.table, str(name))
    fresh = agreement(truth, run.prepared, run.labels)
    words = f"ARI {format_number(fresh.ari)} · AMI {format_number(fresh.ami)}"
    expect("Known labels", widget.words.text(), words)


def metrics_faults(expect, panel, presenter, shown):
    """Compares the table of the panes, unless it is canceled."""
    expect("Tab of the comparison", panel.tabs.isTabVisible(presenter._tab_index), shown.panes_compared)
    expect("Page of the panel", panel.pages.currentIndex(), panel.tabs.currentIndex())
    has_points = all(run.prepared is not None for run in shown.runs)
    if not (shown.panes_compared and has_points and presenter._runs):
        return
    runs = [run for run in shown.runs if run.scene.prepared is not None]
    expect("Metrics, steps", [id(run.step) for run in presenter._runs], [id(run.step) for run in runs])
    rows = presenter.table.metrics.texts()
    expect("Metrics, rows", len(rows), len(runs))
    same_points = len({id(run.prepared) for run in runs}) == 1
    if not same_points or runs[0].n_points > MAX_SILHOUETTE_POINTS:
        return
    prepared = runs[0].prepared
    steps = [run.scene.materialized(run.index) for run in runs]
    fresh = drain(comparison_metrics(prepared, steps, ground_truth_of(prepared)))
    there = [number for number, step in enumerate(steps) if step is not None]
    expect("Metrics, panes", len(presenter._found), len(fresh))
    for number in there[: len(presenter._found)]:
        expect(f"Metrics of pane {number + 1}", presenter._found[number], fresh[number])
    agreement = by_eye_agreement([run.scene.algorithm for run in runs], steps, fresh)
    expect("Metrics, by eye", presenter.table.note.text().startswith(agreement), True)
    names = [f"{number} {run.scene.algorithm.title}" for number, run in enumerate(runs, 1)]
    expect("Metrics, names", sorted(row[0] for row in rows), sorted(names))
