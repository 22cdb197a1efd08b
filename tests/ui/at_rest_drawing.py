"""What the tool that draws is to show in a window at rest."""

from clusterlab.core.params import param_values
from clusterlab.datasets.drawn_points import DrawnPoints, known_groups, next_group


def drawing_faults(expect, window, shown):
    """Compares the link that draws, and the options of the tool."""
    data = window.data
    expect("Draw, options", data.draw_box.isVisibleTo(data), window.canvas.tool == "draw")
    expect("Draw, enabled", data.draw.isEnabled(), not shown.drawing_obstacle)
    if not data.draw_box.isVisibleTo(data):
        return
    source, prepared = shown.session.source, shown.run.prepared
    groups = source.groups if isinstance(source, DrawnPoints) else known_groups(prepared.table)
    expect("Draw, groups", data.draw_box.group.words(), ["none", *groups, next_group(groups)])
    options = data.draw_box.options
    for name, row in data.draw_box.form.rows.items():
        is_used = row.item.has_effect(param_values(options))
        expect(f"Draw, {name}, visible", row.isVisibleTo(data.draw_box), is_used)
