"""What the panels, bars, fields and actions of a window at rest are to show."""

from dataclasses import fields

from PySide6.QtGui import QAction

from clusterlab.core.formatting import format_count
from clusterlab.core.params import declared_params, param_values
from clusterlab.datasets.column_type import column_types
from clusterlab.datasets.generators.shape import Shape
from clusterlab.datasets.table import unlikely_features
from clusterlab.export.formulas.formula_text import formula_text
from clusterlab.session.analysis.embedding import EMBEDDINGS, MIN_NEIGHBORS
from clusterlab.session.analysis.step_formulas import step_formulas
from clusterlab.session.playback.captions import caption
from clusterlab.session.saved.file_kind import SUFFIX
from clusterlab.session.state.color_choice import offered_colors
from clusterlab.session.state.drawing_choices import is_empty, too_few_points
from clusterlab.session.state.layers import LAYERS, unavailable_layers
from clusterlab.session.state.opened_file import OpenedFile
from clusterlab.session.state.panes import MAX_PANES
from clusterlab.session.state.session import scaling_label
from clusterlab.session.state.shown_rows import shown_text
from clusterlab.session.state.view_choice import MULTI_AXIS_VIEWS, axes_of, default_view
from clusterlab.ui.actions.action_spec import ActionTargets
from clusterlab.ui.actions.action_table import ACTION_SPECS
from clusterlab.ui.panels.algorithm_panel import TOP_BAR_PARAMS, refine_words
from clusterlab.ui.panels.by_eye_strip import HOW_TO_BEGIN, ByEyeStrip
from clusterlab.ui.panels.form_rows import AutomaticRow, CheckRow, ChoiceRow, SliderRow
from clusterlab.ui.panels.transport import SPEEDS
from clusterlab.ui.presenters.predict_presenter import PredictPresenter
from tests.ui.at_rest_branches import branch_faults
from tests.ui.at_rest_drawing import drawing_faults
from tests.ui.at_rest_status import status_faults
from tests.ui.tips import unwrapped


def control_faults(expect, window, presenter, shown):
    """Compares the controls of the window with its session."""
    transport_faults(expect, window, presenter, shown)
    timeline_faults(expect, window.transport.timeline, shown)
    branch_faults(expect, window, shown)
    caption_faults(expect, window, shown)
    top_bar_faults(expect, window.top, shown)
    data_faults(expect, window.data, shown)
    algorithm_faults(expect, window, shown)
    formula_faults(expect, window, presenter, shown)
    layer_faults(expect, window.layers, shown)
    color_faults(expect, window.layers, shown)
    view_faults(expect, window.views, shown)
    drawing_faults(expect, window, shown)
    action_faults(expect, window, presenter)
    status_faults(expect, window, shown)
    source = shown.run.scene.session.source
    if shown.run.scene.prepared is not None or is_empty(source):
        name = source.path.name if isinstance(source, OpenedFile) else source.title
        is_saved = window.windowTitle().endswith(f"{SUFFIX}[*] – clusterlab")
        expect("Title", is_saved or window.windowTitle() == f"{name}[*] – clusterlab", True)
    (strip,) = window.canvas.findChildren(ByEyeStrip)
    has_clusters = shown.session.by_eye is not None and shown.session.by_eye.k > 0
    begins = shown.session.algorithm.by_hand and not shown.session.compares and not has_clusters
    expect("How to begin by eye", strip.words, HOW_TO_BEGIN if begins else "")
    if shown.panes_compared:
        expect("Add a pane, enabled", window.pane_bar.add.isEnabled(), len(shown.runs) < MAX_PANES)


def transport_faults(expect, window, presenter, shown):
    """Compares the buttons of playback and the speed."""
    transport = window.transport
    expect("Run button", transport.run.text(), "Run")
    expect("Run button, name", transport.run.accessibleName(), "Run")
    expect("Run button, tooltip", transport.run.toolTip(), "Run (Space)")
    for part, enabled in (
        (transport.first, shown.position > 0),
        (transport.back, shown.position > 0),
        (transport.step, shown.position < shown.length - 1),
        (transport.end, shown.position < shown.length - 1),
    ):
        expect(f"{part.accessibleName()}, enabled", part.isEnabled(), enabled)
    expect("Speed", transport.speed.value(), SPEEDS.place(presenter.player.rate))


def timeline_faults(expect, timeline, shown):
    """Compares the ticks, the position and the words of the timeline."""
    scene = shown.run.scene
    steps = [scene.run[index] for index in range(len(scene.run))]
    phases = [step.phase for step in steps] + ["ended"] * (shown.length - len(steps))
    expect("Timeline, phases", list(timeline._phases), phases)
    expect("Timeline, objectives", list(timeline._objectives), [step.objective for step in steps])
    expect("Timeline, last", timeline.maximum(), max(0, shown.length - 1))
    expect("Timeline, position", timeline.value(), shown.position)
    found = fresh_caption(shown)
    words = "" if found is None else found.phase_label
    expect("Timeline, words", timeline.words(shown.position), words)
    expect("Timeline, description", timeline.accessibleDescription(), words)
    expect("Timeline, kinds", list(timeline._kinds), list(scene.algorithm.phases))


def caption_faults(expect, window, shown):
    """Compares the pill and the sentence beside it."""
    found, pill = fresh_caption(shown), window.caption.phase_label
    sentence = window.caption.sentence
    if shown.session.compares and shown.session.zoo:
        runs = format_count(len(shown.runs), "run")
        return expect("Pill", pill.text(), f"Zoo · {runs}")
    too_few = too_few_points(shown.run.session)
    phase, words = ("", too_few or "No run yet.") if found is None else (found.phase_label, found.sentence)
    if shown.panes_compared:
        name = f"{shown.session.selected + 1} · {shown.session.algorithm.title}"
        words = f"{name}: no run." if found is None else f"{name}, {found.phase_label}: {found.sentence}"
        phase = f"Compare · {format_count(len(shown.runs), 'pane')}"
    expect("Pill", pill.text(), phase)
    expect("Pill, visible", pill.isVisibleTo(pill.parentWidget()), bool(phase))  # a question may hide all
    expect("Caption", sentence._words, words)
    figures = "" if found is None else found.objective
    expect("Caption, objective", sentence._figure.replace("\u00a0", " ").replace("\u2011", "-"), figures)
    expect("Caption, name", window.caption.accessibleName().startswith(phase and f"{phase}."), True)
    return None


def fresh_caption(shown):
    """The caption of the selected run, made anew, with the names of its clusters; None without a run."""
    scene, run = shown.run.scene, shown.run.scene.run
    if scene.prepared is None or not len(run):
        return None
    points, index, scaling = scene.prepared.points, shown.run.index, scaling_label(shown.run.session)
    found = caption(scene.algorithm, points, run, index, scaling, scene.change_at(index))
    return found.renamed(shown.run.listing)


def top_bar_faults(expect, top, shown):
    """Compares the algorithm, the init method and K."""
    session, prepared = shown.session, shown.run.scene.prepared
    algorithm, given = session.algorithm, session.start is not None
    expect("Algorithm, buttons", top.segments._current, algorithm.name)
    expect("Algorithm, box", top.algorithms.choice(), algorithm.name)
    init = "given" if given else param_values(algorithm).get("init") if algorithm.init_methods else None
    expect("Start from", top.init_choice.choice(), init)
    wanted = [*algorithm.init_methods.values(), *(["given centers"] if given else [])]
    expect("Start from, choices", top.init_choice.words(), wanted)
    expect("K, visible", top.k.isVisibleTo(top), bool(session.k))
    if session.k:
        high = None if prepared is None else prepared.points.n
        expect("K", top.k.number.text(), str(session.k))
        expect("K, one more", top.k.plus.isEnabled(), high is None or session.k < high)
        expect("K, one fewer", top.k.minus.isEnabled(), session.k > 1)
        expect("K, upper bound", top.k._high, high)


def data_faults(expect, data, shown):
    """Compares the data panel: a shape with its form, or a file with its options."""
    session, prepared = shown.session, shown.run.scene.prepared
    source = session.source
    is_shape = isinstance(source, Shape)
    tiles = {name for name, tile in data.gallery.tiles.items() if tile.isChecked()}
    expect("Gallery", tiles, {source.name} if is_shape else set())
    expect("Form of the shape, visible", data.form.isVisibleTo(data), is_shape)
    expect("Options of the file, visible", data.file.isVisibleTo(data), not is_shape)
    if is_shape:
        form_faults(expect, "Shape", data.form, source)
    elif prepared is not None:
        file_faults(expect, data.file, prepared)
    elif is_empty(source):
        expect("File", data.file.chip.text(), f"{source.title} · no points yet")
        expect("Components without points, visible", data.basis.isVisibleTo(data), False)
    if prepared is None:
        return
    features = len(prepared.selection.columns)
    expect("Components, visible", data.basis.isVisibleTo(data), features > 2)
    expect("Components", data.basis.basis.choice(), session.reduce)
    expect("Components, none", data.basis.basis.words()[0], f"none · all {features}")
    sample = str(prepared.sample_text)
    expect("Sample", data.sample.words.text(), sample[:1].upper() + sample[1:])
    expect("Sample, visible", data.sample.isVisibleTo(data), bool(sample))
    showing = str(shown_text(prepared, session.shown_rows))
    expect("Shown rows", data.shown.words.text(), showing[:1].upper() + showing[1:])
    expect("Shown rows, visible", data.shown.isVisibleTo(data), bool(showing))


def file_faults(expect, options, prepared):
    """Compares the summary of a file, its columns, and their scaling."""
    table, selection = prepared.table, prepared.selection
    expect("File", options.chip.text(), prepared.choices_summary)
    expect("Notes, visible", not options.notes.isHidden(), bool(prepared.notes))
    expect("Notes", options.notes.list.notes(), list(prepared.notes))
    dropped = format_count(selection.dropped, "row") + " dropped"
    expect("Notes, dropped rows", dropped in options.notes.button.text(), selection.dropped > 0)
    chosen = options.columns.chosen()
    expect("Columns, chosen", chosen or selection.columns, selection.columns)
    expect("Columns, none chosen", not options.search.note.isHidden(), not chosen)
    reasons = selection.left_out | unlikely_features(table)
    reasons |= {name: column_types(table)[name].words for name in table.texts}
    listed = [item.data(0x0100) for item in options.columns._items()]
    expect("Columns", listed, [*table.columns, *(name for name in reasons if name not in table.columns)])
    for name in listed:
        tip = unwrapped(options.columns.item_of(name).toolTip())
        wanted = unwrapped(f"{name}: {reasons[name]}" if name in reasons else name)
        expect(f"Column {name}", tip.startswith(wanted), True)
    expect("Scaling", options.scaling.choice(), prepared.scale.kind)


def form_faults(expect, part, form, owner):
    """Compares the rows of a form with the parameters of its owner."""
    values = param_values(owner)
    names = [item.name for item in declared_params(type(owner)) if item.name not in form._skip]
    expect(f"{part}, fields", list(form.rows), names)
    for name, row in form.rows.items():
        shown = row_value(row)
        wanted = values.get(name)
        if isinstance(row, AutomaticRow):
            expect(f"{part}, suggestion of {name}, enabled", row.suggestion.isEnabled(), wanted is not None)
            wanted = row._suggested if wanted is None else wanted
            if wanted is None:
                expect(f"{part}, {name} without a suggestion", shown, "auto")
                continue
        if isinstance(row, SliderRow):
            expect(f"{part}, slider of {name}", row.slider.value(), row._scale.place(wanted))
        if isinstance(wanted, float):
            expect(f"{part}, {name}", float(shown), float(f"{wanted:.12g}"))
        else:
            expect(
                f"{part}, {name}", shown, wanted if isinstance(row, (CheckRow, ChoiceRow)) else text(wanted)
            )


def row_value(row):
    """What a row of a form shows."""
    if isinstance(row, CheckRow):
        return row.check.isChecked()
    if isinstance(row, ChoiceRow):
        return row.choice.choice()
    return (row.number if isinstance(row, SliderRow) else row.entry).text()


def text(value):
    """An integer as text; empty for None."""
    return "" if value is None else str(value)


def algorithm_faults(expect, window, shown):
    """Compares the panel of the algorithm and its About card."""
    algorithm, panel, step = shown.session.algorithm, window.algorithm, shown.run.step
    pane = f"Pane {shown.session.selected + 1} · " if shown.panes_compared else ""
    expect("Algorithm, title", panel.title.text(), pane + algorithm.title)
    expect("Algorithm, skipped fields", panel.form._skip, frozenset(TOP_BAR_PARAMS))
    form_faults(expect, "Algorithm", panel.form, algorithm)
    words = refine_words(algorithm)
    expect("Refine, visible", panel.refine.isVisibleTo(panel), bool(words))
    if words:
        expect("Refine", panel.refine.text(), words)
        expect("Refine, enabled", panel.refine.isEnabled(), step is not None and bool(step.stopped))
    if not window.about.is_made:
        return
    expect("About", window.about.title.text(), algorithm.title)
    phase = "" if step is None else step.phase
    lines = algorithm.about.pseudocode if algorithm.about else ()
    lit = [line.strip().replace("/", "/\u2060") for phases, line in lines if phase in phases]
    shown = [label.text() for _, label in window.about.code.lines if label.property("lit")]
    expect("About, pseudocode", shown if algorithm.about else [], lit)


def formula_faults(expect, window, presenter, shown):
    """Compares the formulas, where they are visible, with the step, the selection and the objective."""
    card, about, selected = window.about, shown.session.algorithm.about, presenter.highlight.selected
    if not card.isVisible() or about is None:
        return
    row = next(iter(selected)) if len(selected) == 1 else None
    found = step_formulas(shown.run, row, -1 if shown.session.compares else window.canvas.pointer.center)
    expect("About, formula", card.formula.formulas, (about.formula,))
    expect("Formulas", card.numbers.words, "\n".join(map(formula_text, found.formulas)))
    expect("Symbols", card.symbols.text(), " ".join(filter(None, (about.symbols, found.note))))


def layer_faults(expect, panel, shown):
    """Compares the boxes of the layers."""
    session = shown.session
    reasons = unavailable_layers(session.algorithm, shown.run.scene.prepared, session.color_by)
    for name, box in panel.boxes.items():
        wanted = name in shown.session.layers and name not in reasons
        expect(f"Layer {name}, checked", box.isChecked(), wanted)
        expect(f"Layer {name}, enabled", box.isEnabled(), name not in reasons)
        tip = reasons.get(name, LAYERS[name].help)
        expect(f"Layer {name}, tooltip", unwrapped(box.toolTip()).startswith(tip), True)


def color_faults(expect, panel, shown):
    """Compares the choice of what colors the points."""
    prepared, session = shown.run.scene.prepared, shown.session
    if prepared is None:
        return
    offered = {} if session.zoo else offered_colors(prepared, session)
    expect("Color by, visible", panel.color.isVisibleTo(panel), bool(offered))
    if offered:
        words = [words or name for name, words in offered.items()]
        expect("Color by, choices", panel.color.words(), ["Cluster", *words])
        expect("Color by", panel.color.choice(), session.color_by)


def view_faults(expect, bar, shown):
    """Compares the kind of view and its options."""
    prepared = shown.run.scene.prepared
    if is_empty(shown.run.scene.session.source):
        expect("Views without points, visible", bar.isVisibleTo(bar.parentWidget()), False)
    if prepared is None:
        return
    columns, session = prepared.selection.columns, shown.session
    choice = session.view or default_view(columns)
    expect("Views, visible", bar.isVisibleTo(bar.parentWidget()), len(columns) > 2)
    if len(columns) <= 2:
        return
    expect("View", bar.kind.choice(), choice.kind)
    axes = axes_of(choice, columns) if choice.kind in ("columns", "components", "space") else ()
    shown_axes = [box.choice() for box in bar.axes if box.isVisibleTo(bar)]
    expect("View, axes", shown_axes, list(axes))
    expect("View, columns, visible", bar.shown.isVisibleTo(bar), choice.kind in MULTI_AXIS_VIEWS)
    if choice.kind in MULTI_AXIS_VIEWS:
        checked = [name for name, box in bar.shown.actions_by_name.items() if box.isChecked()]
        expect("View, columns", set(checked), set(axes_of(choice, columns)))
    expect("View, turn, visible", bar.turn.isVisibleTo(bar), choice.kind == "space")
    expect("View, turn", bar.turn.value(), round(choice.turn) % 360)
    expect("View, tilt", bar.tilt.value(), round(choice.tilt) + 90)
    embedding = EMBEDDINGS.get(choice.kind)
    expect("View, neighbors, visible", bar.near.isVisibleTo(bar), embedding is not None)
    if embedding is not None:
        near = choice.near or embedding.default_neighbors
        expect("View, neighbors", bar.near.value(), near - MIN_NEIGHBORS)
        expect("View, neighbors, words", bar.labels["Near"].text(), f"{embedding.near} {near}")


def action_faults(expect, window, presenter):
    """Compares the actions with what their records say now."""
    predict = next(one for one in presenter.chart_presenters if isinstance(one, PredictPresenter))
    known = {"presenter": presenter, "predict_presenter": predict}
    targets = ActionTargets(**dict.fromkeys(item.name for item in fields(ActionTargets)) | known)
    for spec in ACTION_SPECS:
        action = window.findChild(QAction, spec.id)
        enabled = spec.enabled is None or bool(spec.enabled(targets))
        expect(f"Action {spec.id}, enabled", action.isEnabled(), enabled)
        if spec.checked is not None:
            expect(f"Action {spec.id}, checked", action.isChecked(), bool(spec.checked(targets)))
        words = spec.current_words(targets) if spec.current_words else spec.words
        expect(f"Action {spec.id}, words", action.iconText(), words)
