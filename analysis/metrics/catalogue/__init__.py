"""What each KPI means: the one place where it is said.

The command's tables take their labels, units and directions from here, the
reference page ``docs/reference/metrics.md`` is generated from here, and
:func:`analysis.metrics.kpis` returns exactly these names in this order.
"""

from analysis.metrics.catalogue.costs import COSTS, MONEY
from analysis.metrics.catalogue.distances import ORDERS_AND_DISTANCES
from analysis.metrics.catalogue.further import FURTHER
from analysis.metrics.catalogue.incidents import INCIDENTS
from analysis.metrics.catalogue.kpi import Better, Kpi
from analysis.metrics.catalogue.times import TIMES
from analysis.metrics.catalogue.use import USE

__all__ = ["KPIS", "KPI_OF", "MONEY", "Better", "Kpi"]

KPIS: tuple[Kpi, ...] = (
    *ORDERS_AND_DISTANCES,
    *TIMES,
    *USE,
    *FURTHER,
    *INCIDENTS,
    *COSTS,
)
KPI_OF = {kpi.name: kpi for kpi in KPIS}
