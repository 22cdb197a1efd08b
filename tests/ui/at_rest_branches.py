"""What the list of the branches of a window at rest is to show."""

from clusterlab.session.playback.change_sentence import run_name


def branch_faults(expect, window, shown):
    """Compares the list of the branches, which is hidden while there are none."""
    branches, pane = window.transport.branches, shown.session.pane
    has_some = len(pane.runs) > 1 and not shown.session.zoo
    expect("Branches, visible", branches.isVisibleTo(window), has_some)
    if not has_some:
        return
    actions = branches.menu().actions()[: len(pane.runs)]
    names = [str(run_name(run)) for run in pane.runs]
    expect("Branches", [action.text().partition(" · ")[0] for action in actions], names)
    checked = [number for number, action in enumerate(actions) if action.isChecked()]
    expect("Branches, on screen", checked, [pane.run_number])
    found = shown.run.scene.caption(len(shown.run.scene.run) - 1)
    if found is not None and shown.run.scene.run.finished:
        own = actions[pane.run_number].text().partition(" · ")[2]
        expect("Branches, final objective", own, str(found.objective))
