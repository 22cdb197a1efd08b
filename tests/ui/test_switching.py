"""The window outlives what it makes anew: forms, cards and charts of one algorithm after another."""


def test_algorithms_can_be_changed_again_and_again(program, qtbot, rest):
    for turn in range(12):
        for name in ("gmm", "kmeans"):
            program.live.intents.choose_algorithm(name)
            if turn % 3:
                qtbot.wait(20)  # so that forms and cards end while others are made
            else:
                rest()
    rest()
    assert program.live.player.scene.algorithm.name == "kmeans"
    assert program.window.charts.chart("inertia").isVisible()
