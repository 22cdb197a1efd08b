"""The HTML page of a report: a function for each section."""

import platform
from collections.abc import Iterator
from datetime import datetime
from html import escape
from importlib import import_module

from clusterlab.core.formatting import format_count, format_list, format_number, format_percent
from clusterlab.core.message import sentences
from clusterlab.core.params import declared_params, param_values, value_text
from clusterlab.core.pca import reduction_text
from clusterlab.core.version import VERSION
from clusterlab.datasets.drawn_points import DrawnPoints
from clusterlab.datasets.selection_notes import column_weights_text
from clusterlab.export.data_summary import data_notes
from clusterlab.export.formulas.formula_mathml import formula_mathml
from clusterlab.export.profile_rows import MAX_COMPARED_CLUSTERS, category_rows, difference_rows, feature_rows
from clusterlab.export.repeat.command_line import command_line, command_omissions
from clusterlab.export.report import html_parts as html
from clusterlab.export.report.report_content import ReportContent
from clusterlab.export.report.report_style import report_style
from clusterlab.export.run_outcome import cluster_sizes
from clusterlab.export.table_cell import Cell
from clusterlab.export.theme import LIGHT
from clusterlab.session.analysis.cluster_profiles import ClusterProfile
from clusterlab.session.playback.captions import iteration_count, scaling_suffix
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.prepared import Source
from clusterlab.session.state.session import scaling_label, seed_labels

MAX_PROFILED_FEATURES = 12
REPEATED_PACKAGES = ("numpy", "scipy")
DIFFERENCE_CAPTION = (
    "The mean of each cluster minus that of all rows, in standard deviations of all rows, column by column."
)


def report_page(content: ReportContent) -> str:
    """The report as one HTML document that needs no other file and no script."""
    name = content.prepared.table.name
    title = f"Clusters of {name}"
    made = f"Made on {datetime.now():%Y-%m-%d} with clusterlab {VERSION}."
    header = f"<header>\n<h1>{escape(title)}</h1>\n{html.paragraph(made, 'muted')}\n</header>"
    sections = (_result, _picture, _count, _clusters, _profile, _charts, _formulas, _data, _choices, _repeat)
    return html.page(title, report_style(), header, *(section(content) for section in sections))


def _result(content: ReportContent) -> str:
    step, points = content.step, content.prepared.points
    figures = {
        key.replace("_", " ").capitalize(): format_number(value)
        for key, value in step.figures(points).items()
    }
    noise = int((content.step.labels == -1).sum()) if content.step.labels is not None else 0
    pairs = {
        "Algorithm": content.algorithm.title,
        "Clusters": f"{step.k:,}",
        content.algorithm.unlabeled_name: format_count(noise, "row") if noise else "",
        **figures,
        "Mean silhouette": ""
        if not content.silhouettes.clusters
        else format_number(content.silhouettes.mean),
        "Step": f"{content.index + 1} of {content.steps}",
        "Iterations": str(iteration_count(step)),
        "Stopped because": step.stopped,
    }
    scaling = scaling_suffix(scaling_label(content.session)).strip(" ()")
    notes = [f"Figures are those of the columns as they were clustered: {scaling}."] if scaling else []
    return html.main_section(
        "Result",
        html.definitions(pairs),
        html.bullet_list([*notes, *map(content.listing.renamed, step.notes)]),
    )


def _picture(content: ReportContent) -> str:
    return html.main_section("Picture", html.figure(content.picture)) if content.picture else ""


def _count(content: ReportContent) -> str:
    count = content.count
    evidence = html.bullet_list(line.words for line in count.evidence)
    notes = html.paragraph(sentences(*count.notes), "muted")
    return html.main_section("How many clusters?", html.paragraph(count.words, "answer"), notes, evidence)


def _clusters(content: ReportContent) -> str:
    sizes = cluster_sizes(content.step, content.prepared.points)
    total, means = sum(sizes), {one.cluster: one.mean for one in content.silhouettes.clusters}
    rows = []
    for profile in content.profiles:
        size, mean = sizes[profile.cluster], means.get(profile.cluster)
        rows.append(
            [
                Cell(
                    _name(content, profile),
                    color=LIGHT.cluster(content.listing.palette_number(profile.cluster)),
                ),
                Cell(format_number(size)),
                Cell(format_percent(size / total) if total else ""),
                *(Cell(format_number(value)) for value in (profile.within, profile.between)),
                Cell("–" if mean is None else format_number(mean)),
            ]
        )
    counted = "weight" if content.prepared.points.weights is not None else "points"
    header = ("", counted, "share", "within", "between", "silhouette")
    caption = "Sizes, sums of squares within and between clusters, and mean silhouettes"
    words = html.paragraph(content.partition)
    silhouette_note = html.paragraph(
        content.silhouettes.words or content.silhouettes.unavailable_reason, "muted"
    )
    return html.main_section("Clusters", html.table(caption, header, rows), words, silhouette_note)


def _profile(content: ReportContent) -> str:
    profiles = content.profiles
    compared = ""
    if 0 < len(profiles) <= MAX_COMPARED_CLUSTERS:
        rows = difference_rows(profiles, content.listing)[1]
        names = ["", *(_name(content, profile) for profile in profiles)]
        compared = html.table(DIFFERENCE_CAPTION, names, rows)
    details = (_cluster_profile(content, profile) for profile in profiles)
    return html.main_section("Profile", compared, *details)


def _cluster_profile(content: ReportContent, profile: ClusterProfile) -> str:
    title = f"{_name(content, profile)}, {format_count(profile.size, 'point')}"
    if not profile.size:
        return html.subsection(title)
    header, rows = feature_rows(profile)
    shown = rows[:MAX_PROFILED_FEATURES]
    more = len(rows) - len(shown)
    caption = "Its columns, the most different first" + (f" ({more:,} more not shown)" if more else "")
    categories = ""
    if profile.categories:
        names, found = category_rows(profile)
        categories = html.table("Its categories", [cell.text for cell in names], found)
    near, far = (format_list([f"{row:,}" for row in rows]) for rows in (profile.typical, profile.atypical))
    typical = f"Most typical: rows {near}. Most atypical: rows {far}." if near else ""
    columns = html.table(caption, [cell.text for cell in header], shown)
    return html.subsection(
        title, html.paragraph(profile.words), columns, categories, html.paragraph(typical, "muted")
    )


def _charts(content: ReportContent) -> str:
    return html.main_section("Charts", html.figures(content.chart_figures))


def _formulas(content: ReportContent) -> str:
    about, found = content.algorithm.about, content.formulas
    words = html.paragraph(" ".join(filter(None, (about.symbols if about else "", found.note))), "muted")
    return html.main_section("This step in numbers", *map(formula_mathml, found.formulas), words)


def _source_kind(source: Source) -> str:
    if isinstance(source, OpenedFile):
        return "File"
    return "Drawing" if isinstance(source, DrawnPoints) else "Shape"


def _data(content: ReportContent) -> str:
    prepared, source = content.prepared, content.session.source
    selection, table = prepared.selection, prepared.table
    read = table.read_as
    pairs = {
        _source_kind(source): table.name,
        "Rows clustered": f"{prepared.points.n:,} of {prepared.before + len(table.values):,}",
        "Rows dropped": f"{selection.dropped:,}",
        "Missing values filled": f"{selection.filled:,}" if selection.filled else "",
        "Columns": format_list(list(selection.columns)),
        "Scaling": "none" if prepared.scale.kind == "none" else prepared.scale.kind,
        "Logarithms": format_list(list(table.logged.values())),
        "Weights of columns": column_weights_text(selection),
        "Weights of rows": selection.weight_column,
        "Reduced to": "" if prepared.reduced is None else reduction_text(prepared.reduced),
        "Encoding": "" if read is None else str(read.encoding or ""),
        "Sheet": "" if read is None else str(read.sheet or ""),
    }
    left_out = [[Cell(name), Cell(reason)] for name, reason in selection.left_out.items()]
    columns = html.table("Columns that were left out", ("", "reason"), left_out) if left_out else ""
    return html.main_section("Data", html.definitions(pairs), html.bullet_list(data_notes(prepared)), columns)


def _choices(content: ReportContent) -> str:
    values = param_values(content.algorithm)
    rows = [
        [Cell(item.param.label), Cell(value_text(values[item.name])), Cell(value_text(item.default))]
        for item in declared_params(type(content.algorithm))
        if item.has_effect(values)
    ]
    start = html.paragraph(f"Start: {content.session.start.words}") if content.session.start else ""
    title = f"Parameters of {content.algorithm.title}"
    table = html.table(title, ("", "value", "default"), rows) if rows else ""
    return html.main_section("Choices", table, start)


def _repeat(content: ReportContent) -> str:
    session = content.session
    seeds, command = ", ".join(seed_labels(session)), command_line(session, content.prepared)
    versions = ", ".join(_versions())
    return html.main_section(
        "How to repeat it",
        html.code(command) if command else "",
        html.bullet_list(command_omissions(session)),
        html.definitions({"Random seeds": seeds, "Versions": versions}),
    )


def _versions() -> Iterator[str]:
    yield f"clusterlab {VERSION}"
    yield f"Python {platform.python_version()}"
    for name in REPEATED_PACKAGES:
        yield f"{name} {import_module(name).__version__}"


def _name(content: ReportContent, profile: ClusterProfile) -> str:
    return content.listing.title(profile.cluster)
