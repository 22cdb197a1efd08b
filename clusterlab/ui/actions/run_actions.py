"""The actions of the menu Run."""

from clusterlab.ui.actions.action_spec import ActionSpec
from clusterlab.ui.actions.center_actions import CENTER_ACTIONS
from clusterlab.ui.panels.algorithm_panel import refine_words

DEFAULT_REFINE_WORDS = "Refine with GMM"
"""The words for an algorithm that cannot be refined, and in the key list."""


RUN_ACTIONS = (
    ActionSpec(
        "toggle_run",
        "Run or pause",
        lambda on: on.predict_presenter.toggle_run(),
        ("Space",),
        "Play the steps",
    ),
    ActionSpec(
        "step",
        "Step",
        lambda on: on.predict_presenter.step(),
        ("Right", "PgDown"),
        "One step forward",
    ),
    ActionSpec(
        "back",
        "Back",
        lambda on: on.presenter.go(on.presenter.player.position - 1),
        ("Left", "PgUp"),
        "One step back",
    ),
    ActionSpec("first", "To the start", lambda on: on.presenter.go(0), ("Home",), "The first step"),
    ActionSpec("end", "To the end", lambda on: on.presenter.go_to_end(), ("End",), "The last step"),
    ActionSpec(
        "new_start",
        "New start",
        lambda on: on.commands.new_start(),
        ("R",),
        "The same algorithm with the next random seed",
        starts_group=True,
    ),
    ActionSpec(
        "more_clusters",
        "One cluster more",
        lambda on: on.commands.choose_k(on.session.k + 1),
        ("Up", "Ctrl+Up"),
        "K + 1",
    ),
    ActionSpec(
        "fewer_clusters",
        "One cluster fewer",
        lambda on: on.commands.choose_k(on.session.k - 1),
        ("Down", "Ctrl+Down"),
        "K − 1",
    ),
    ActionSpec(
        "predict_first",
        "Predict first",
        lambda on: on.predict_presenter.toggle(),
        ("P",),
        "Before each step, ask what it will do",
        starts_group=True,
        enabled=lambda on: not on.session.compares,
        checked=lambda on: on.predict_presenter.is_on,
    ),
    ActionSpec(
        "predictions",
        "Predictions…",
        lambda on: on.predict_presenter.show_history(),
        tip="What was asked, answered and right",
    ),
    ActionSpec(
        "explain_point",
        "Why this point?",
        lambda on: on.reason_presenter.explain_next_point(),
        ("W",),
        "Explain the next point that this step changed",
        needs_rows=True,
        starts_group=True,
    ),
    ActionSpec(
        "explain_center",
        "Why this center?",
        lambda on: on.reason_presenter.explain_next_center(),
        ("Shift+W",),
        "Explain the next center",
    ),
    ActionSpec(
        "start_from_here",
        "Start from these centers",
        lambda on: on.commands.start_from_here(),
        tip="Start a new run from the centers on screen",
        starts_group=True,
    ),
    ActionSpec(
        "refine",
        DEFAULT_REFINE_WORDS,
        lambda on: on.commands.refine(),
        ("M",),
        "Continue with a Gaussian mixture from these clusters",
        current_words=lambda on: refine_words(on.session.algorithm) or DEFAULT_REFINE_WORDS,
        needs_rows=True,
    ),
    *CENTER_ACTIONS,
    ActionSpec("cancel", "Cancel what is being computed", lambda on: on.presenter.cancel(), ("Esc",)),
)
