"""The charts of a step as one page, without how they are rendered."""

from dataclasses import dataclass

from clusterlab.core.charts import Chart


@dataclass(frozen=True, eq=False)
class StepChartPage:
    """The charts of a step under a title and the step's caption; `colors` are palette numbers of clusters."""

    title: str
    words: str
    charts: tuple[Chart, ...]
    colors: tuple[int, ...]
