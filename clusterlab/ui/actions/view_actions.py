"""The actions of the menus View and Help."""

from clusterlab.ui import dialogs
from clusterlab.ui.actions.action_spec import ActionSpec, ActionTargets
from clusterlab.ui.canvas.modifiers import Tool

FONT_STEP = 1.1
"""The factor of the font size per step."""


def _layer_action(layer: str, words: str, *keys: str, starts_group: bool = False) -> ActionSpec:
    """The action that shows or hides a layer, enabled where the layer has something to show."""
    return ActionSpec(
        layer,
        words,
        lambda on: on.commands.toggle_layer(layer, layer not in on.session.layers),
        keys,
        starts_group=starts_group,
        layer=layer,
        enabled=lambda on: layer not in on.unavailable_layers,
        checked=lambda on: layer in on.session.layers and layer not in on.unavailable_layers,
    )


def _fit(on: ActionTargets) -> None:
    on.window.canvas.fit()
    on.window.panes.fit()


def _tool_action(tool: Tool, words: str, key: str, tip: str) -> ActionSpec:
    """The action that chooses what a drag on the canvas does."""

    return ActionSpec(
        f"tool_{tool}",
        words,
        lambda on: on.window.tools.use_tool(tool),
        (key,),
        tip,
        starts_group=tool in ("pan", "draw"),
        group="tool",
        enabled=(lambda on: not on.presenter.shown.drawing_obstacle) if tool == "draw" else None,
        checked=lambda on: on.window.canvas.tool == tool,
    )


VIEW_ACTIONS = (
    ActionSpec(
        "compare",
        "Compare",
        lambda on: on.presenter.pane_commands.toggle(),
        ("C",),
        "Several algorithms side by side",
        checked=lambda on: on.session.compares,
    ),
    ActionSpec(
        "try_all",
        "Try all…",
        lambda on: on.presenter.try_all_asked.emit(),
        tip="Every algorithm on these data, the best first",
    ),
    _tool_action("pan", "Pan", "Q", "Drag to pan, with Shift to select a rectangle"),
    _tool_action("rectangle", "Rectangle", "B", "Drag a rectangle around points to select them"),
    _tool_action("lasso", "Lasso", "F", "Drag a line around points to select them"),
    ActionSpec("fit_view", "Zoom to fit", _fit, ("A",), "Show all points"),
    _layer_action("soft", "Soft colors", "S", starts_group=True),
    _layer_action("ellipses", "Ellipses", "E"),
    _layer_action("paths", "Paths", "T"),
    _layer_action("regions", "Regions", "V"),
    _layer_action("links", "Links", "L"),
    _layer_action("uncertainty", "Uncertainty", "U"),
    _layer_action("doubtful", "Borderline points", "D"),
    _layer_action("known", "Differs from known label", "K"),
    _layer_action("arrows", "Arrows", "O"),
    _layer_action("legend", "Legend"),
    ActionSpec(
        "full_screen",
        "Full screen",
        lambda on: on.window.toggle_full_screen(),
        ("F11",),
        starts_group=True,
        checked=lambda on: on.window.isFullScreen(),
    ),
    ActionSpec(
        "reset_layout",
        "Reset layout",
        lambda on: on.window.reset_layout(),
        tip="The usual sizes of the window and its panels, and the usual charts",
    ),
    ActionSpec(
        "toggle_theme",
        "Light or dark",
        lambda on: on.look_settings.toggle(),
        ("Ctrl+D",),
        "Switch between light and dark",
    ),
    ActionSpec("follow_system", "Follow the system's theme", lambda on: on.look_settings.follow_system()),
    ActionSpec(
        "larger",
        "Larger text",
        lambda on: on.look_settings.scale_font(FONT_STEP),
        ("Ctrl++", "Ctrl+="),
        starts_group=True,
    ),
    ActionSpec("smaller", "Smaller text", lambda on: on.look_settings.scale_font(1 / FONT_STEP), ("Ctrl+-",)),
    ActionSpec("usual_size", "Reset text size", lambda on: on.look_settings.scale_font(0), ("Ctrl+0",)),
)
DRAW_ACTION = _tool_action(
    "draw", "Draw", "N", "Drop, erase and move points; the arrow keys and Enter do it, too"
)
"""The action of the menu Data that chooses the tool."""
HELP_ACTIONS = (
    ActionSpec(
        "about_algorithm", "About this algorithm", lambda on: on.window.show_about(), starts_group=True
    ),
    ActionSpec("show_algorithms", "Algorithms side by side", lambda on: dialogs.show_algorithms(on.window)),
    ActionSpec("show_about", "About clusterlab", lambda on: dialogs.show_about(on.window), starts_group=True),
)
"""The actions of the menu Help after the one that shows the keys of all actions."""
