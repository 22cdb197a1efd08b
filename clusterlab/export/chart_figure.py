"""The charts of a step as one picture, and nothing of how they are painted."""

from dataclasses import dataclass

from clusterlab.core.charts import Chart


@dataclass(frozen=True, eq=False)
class StepChartPage:
    """The charts of a step under a title and what the step says, in the palette numbers of its clusters."""

    title: str
    words: str
    charts: tuple[Chart, ...]
    colors: tuple[int, ...]
