"""Metrics: tables in, numbers out; their meaning is in the catalogue.

``kpis`` gives all of them; ``active_over_time`` and ``utilisation_over_time``
give what some of them summarise.
"""

from analysis.metrics.activity import (
    Steps,
    active_over_time,
    utilisation_over_time,
    vehicles_active,
)
from analysis.metrics.catalogue import KPIS, Kpi
from analysis.metrics.kpis import kpis

__all__ = [
    "KPIS",
    "Kpi",
    "Steps",
    "active_over_time",
    "kpis",
    "utilisation_over_time",
    "vehicles_active",
]
